import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"

try:
    signed = client.files.get_signed_url(file_id=stored)
except MistralError as error:
    if error.status_code != 404:
        raise
    # The workspace has no such file: upload it again, and store the new id.
    with open("invoice.pdf", "rb") as invoice:
        uploaded = client.files.upload(
            file={"file_name": "invoice.pdf", "content": invoice}, purpose="ocr"
        )
    print("Uploaded again as", uploaded.id)
    signed = client.files.get_signed_url(file_id=uploaded.id)
response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "document_url", "document_url": signed.url},
)
for page in response.pages:
    print(page.markdown)
