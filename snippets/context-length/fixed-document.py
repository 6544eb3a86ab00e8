import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
document = {"type": "document_url", "document_url": "https://arxiv.org/pdf/2201.04234"}

# OCR gives the text, so that you see how long it is, and can choose the pages that matter.
read = client.ocr.process(model="mistral-ocr-latest", document=document)
text = {"type": "text", "text": "\n\n".join(page.markdown for page in read.pages)}

question = {"type": "text", "text": "What does the paper propose?"}
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": [text, question]}],
)
print(response.choices[0].message.content)
