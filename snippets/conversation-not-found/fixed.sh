# Only a stored conversation can be continued, so "store" is true, the default.
first=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/conversations \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "inputs": "Name three rivers of Europe.",
    "store": true
  }') || exit 1
id=$(printf '%s' "$first" | grep -o '"conversation_id": *"[^"]*"' | cut -d '"' -f 4)

curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/conversations/$id" \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{"inputs": "Which of them is the longest?"}'
