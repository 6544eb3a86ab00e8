import json
import os
from pathlib import Path

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"


def read(file_id):
    return client.ocr.process(
        model="mistral-ocr-latest",
        document={"type": "file", "file_id": file_id},
    )


def upload():
    path = Path("invoice.pdf")
    file = {"file_name": path.name, "content": path.read_bytes()}
    return client.files.upload(file=file, purpose="ocr").id


try:
    response = read(stored)
except MistralError as error:
    body = json.loads(error.body) if error.body.startswith("{") else {}
    if error.status_code not in (400, 422) or body.get("code") not in ("1901", "3310"):
        raise
    # OCR cannot read this id: upload the file again, and store the new id.
    new_id = upload()
    print("Uploaded again as", new_id)
    response = read(new_id)
for page in response.pages:
    print(page.markdown)
