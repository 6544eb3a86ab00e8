import os

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
file_id = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"

try:
    client.files.retrieve(file_id=file_id)
except MistralError as error:
    if error.status_code != 404:
        raise
    # The workspace has no such file: upload it again, and store the new id.
    with open("invoice.pdf", "rb") as invoice:
        file = {"file_name": "invoice.pdf", "content": invoice}
        file_id = client.files.upload(file=file, purpose="ocr").id
    print("Uploaded again as", file_id)
# By its id: the signed URL of a new file can be a 404 for some seconds.
response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "file", "file_id": file_id},
)
for page in response.pages:
    print(page.markdown)
