import os
from pathlib import Path

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

path = Path("invoice.pdf")
uploaded = client.files.upload(
    file={"file_name": path.name, "content": path.read_bytes()},
)
response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "file", "file_id": uploaded.id},
)
for page in response.pages:
    print(page.markdown)
