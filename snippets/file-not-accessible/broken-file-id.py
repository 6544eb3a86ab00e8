import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# An id that an earlier run stored.
stored = "7f2c4c1e-3a51-4f0b-9d3e-5c8a7b6e2d10"

response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "file", "file_id": stored},
)
for page in response.pages:
    print(page.markdown)
