curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/conversations \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-medium-latest",
    "inputs": "What changed in the opening hours of the Louvre this year?",
    "tools": [{"type": "web_search"}]
  }'
