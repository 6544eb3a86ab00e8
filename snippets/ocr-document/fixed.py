import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
url = "https://raw.githubusercontent.com/mistralai/cookbook/refs/heads/main/mistral/ocr/receipt.png"

response = client.ocr.process(
    model="mistral-ocr-latest",
    document={"type": "image_url", "image_url": url},  # `document_url` is for PDF, .docx, .pptx
)
for page in response.pages:
    print(page.markdown)
