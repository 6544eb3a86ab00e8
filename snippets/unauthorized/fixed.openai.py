import os
import sys

from openai import AuthenticationError, OpenAI

api_key = os.environ["MISTRAL_API_KEY"]
# Without api_key the client sends OPENAI_API_KEY, whatever the host.
client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=api_key)

try:
    response = client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Name three uses of beeswax."}],
    )
except AuthenticationError:
    sys.exit(f"401: the key ending in {api_key[-4:]} is refused. Check it with curl.")
print(response.choices[0].message.content)
