import os
import sys

from openai import AuthenticationError, OpenAI

# Without api_key the client sends OPENAI_API_KEY, whatever the host.
client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except AuthenticationError:
    sys.exit("401: MISTRAL_API_KEY is refused. New key: https://console.mistral.ai/api-keys")
print(response.choices[0].message.content)
