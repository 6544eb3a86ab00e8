# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 refuses the value itself, before it sends the request
# ]
# ///
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "List three primary colours as JSON."}],
    response_format={"type": "json"},
)
print(response.choices[0].message.content)
