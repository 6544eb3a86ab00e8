import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
document = {"type": "document_url", "document_url": "https://arxiv.org/pdf/2201.04234"}

question = {"type": "text", "text": "What does the paper propose?"}
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": [document, question]}],
)
print(response.choices[0].message.content)
