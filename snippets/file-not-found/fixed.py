import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
document = {"file_name": "invoice.pdf", "content": b"%PDF-1.4\n"}

# Both jobs use one upload, and no job deletes it. Delete it when all jobs are done.
uploaded = client.files.upload(file=document, purpose="ocr")

for images in (False, True):
    response = client.ocr.process(
        model="mistral-ocr-latest",
        document={"type": "file", "file_id": uploaded.id},
        include_image_base64=images,
    )
    print(response.pages[0].markdown)
