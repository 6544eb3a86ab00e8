# /// script
# dependencies = [
#   "mistralai>=2",  # SDK 1 refuses what it does not know in an answer
# ]
# ///
import os

from mistralai.client import Mistral  # SDK 2 or 3: unknown parts are kept


def text(content) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.text for part in content if part.type == "text")


client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
)
print(text(response.choices[0].message.content))
