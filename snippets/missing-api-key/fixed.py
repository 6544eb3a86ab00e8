import os
import sys

from mistralai.client import Mistral

# An empty key would fail later, with a message that does not name the variable.
api_key = os.environ.get("MISTRAL_API_KEY", "").strip()
if not api_key:
    sys.exit("MISTRAL_API_KEY is not set in this process.")
client = Mistral(api_key=api_key)

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a key ring."}],
)
print(response.choices[0].message.content)
