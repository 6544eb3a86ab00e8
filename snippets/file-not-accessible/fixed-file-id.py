import json
import os
import time
from pathlib import Path

from mistralai.client import Mistral
from mistralai.client.errors import MistralError

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"


def unreadable(error):
    body = json.loads(error.body) if error.body.startswith("{") else {}
    return error.status_code in (400, 422) and body.get("code") in ("1901", "3310")


def read(file_id, waits=()):
    for wait in (*waits, None):
        try:
            return client.ocr.process(
                model="mistral-ocr-latest",
                document={"type": "file", "file_id": file_id},
            )
        except MistralError as error:
            if wait is None or not unreadable(error):
                raise
        time.sleep(wait)


try:
    response = read(stored)
except MistralError as error:
    if not unreadable(error):
        raise
    # OCR cannot read this id: upload the file again, and store the new id.
    path = Path("invoice.pdf")
    file = {"file_name": path.name, "content": path.read_bytes()}
    new_id = client.files.upload(file=file, purpose="ocr").id
    print("Uploaded again as", new_id)
    response = read(new_id, waits=(1, 2, 4))  # OCR cannot always read a new file at once
for page in response.pages:
    print(page.markdown)
