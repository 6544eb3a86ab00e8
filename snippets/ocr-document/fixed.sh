curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/ocr \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-ocr-latest",
    "document": {
      "type": "image_url",
      "image_url":
    "https://raw.githubusercontent.com/mistralai/cookbook/refs/heads/main/mistral/ocr/receipt.png"
    }
  }'
