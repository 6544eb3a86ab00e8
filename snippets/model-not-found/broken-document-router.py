import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

question = {"type": "text", "text": "What is the last sentence in the document?"}
document = {"type": "document_url", "document_url": "https://arxiv.org/pdf/1805.04770"}
response = client.chat.complete(
    model="mistral-vibe-cli-latest",
    messages=[{"role": "user", "content": [question, document]}],
)
print(response.choices[0].message.content)
