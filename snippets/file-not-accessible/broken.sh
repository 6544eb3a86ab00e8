curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/ocr \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-ocr-latest",
    "document": {
      "type": "document_url",
      "document_url": "https://files.intranet.local/invoice.pdf"
    }
  }'
