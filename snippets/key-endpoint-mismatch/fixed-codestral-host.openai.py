import os
import sys

from openai import AuthenticationError, NotFoundError, OpenAI

client = OpenAI(
    api_key=os.environ["MISTRAL_API_KEY"],
    base_url="https://api.mistral.ai/v1",  # serves Codestral, too
)

try:
    response = client.chat.completions.create(
        model="codestral-latest",
        messages=[{"role": "user", "content": "Suggest a name for a sorting function."}],
    )
except (AuthenticationError, NotFoundError) as error:
    sys.exit(f"{error.status_code}: check host and key, https://console.mistral.ai/api-keys")
print(response.choices[0].message.content)
