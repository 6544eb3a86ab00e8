import os

try:
    from mistralai.client import Mistral  # SDK 2 and 3
except ImportError as error:
    if error.name != "mistralai.client":
        raise  # A module that the SDK needs is missing.
    from mistralai import Mistral  # SDK 1

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Which metals float on mercury?"}],
)
print(response.choices[0].message.content)
