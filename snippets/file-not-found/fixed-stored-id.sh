# The workspace has no file with the stored id: upload it again, and store the new one.
answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/files \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --form purpose=ocr \
  --form file=@invoice.pdf) || exit 1
id=$(printf '%s' "$answer" | grep -o '"id": *"[^"]*"' | cut -d '"' -f 4)
signed=$(curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/files/$id/url" \
  --header "Authorization: Bearer $MISTRAL_API_KEY") || exit 1
url=$(printf '%s' "$signed" | grep -o '"url": *"[^"]*"' | cut -d '"' -f 4)
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/ocr \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data "{
    \"model\": \"mistral-ocr-latest\",
    \"document\": {\"type\": \"document_url\", \"document_url\": \"$url\"}
  }"
