import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"

signed = client.files.get_signed_url(file_id=stored)
response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "document_url", "document_url": signed.url},
)
for page in response.pages:
    print(page.markdown)
