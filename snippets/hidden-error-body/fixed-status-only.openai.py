import os
import sys

from openai import APIStatusError, OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
        temperature=1,  # the body named this field
    )
except APIStatusError as error:
    # The exception's text is only the status.
    sys.exit(f"{error.status_code} {error.response.text}")
print(response.choices[0].message.content)
