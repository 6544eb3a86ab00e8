import os
import sys

from mistralai.client import Mistral

api_key = os.getenv("MISTRAL_API_KEY", "")
if not api_key.strip():
    # Later errors do not name the variable.
    sys.exit("MISTRAL_API_KEY is not set.")
client = Mistral(api_key=api_key.strip())

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a key ring."}],
)
print(response.choices[0].message.content)
