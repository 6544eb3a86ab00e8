import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
document = {"file_name": "invoice.pdf", "content": b"%PDF-1.4\n"}

# Two jobs get the same document, so both uploads have the same id.
texts = client.files.upload(file=document, purpose="ocr")
images = client.files.upload(file=document, purpose="ocr")

for uploaded in (texts, images):
    signed = client.files.get_signed_url(file_id=uploaded.id)
    response = client.ocr.process(
        model="mistral-ocr-latest",
        document={"type": "document_url", "document_url": signed.url},
        include_image_base64=uploaded is images,
    )
    client.files.delete(file_id=uploaded.id)
    print(response.pages[0].markdown)
