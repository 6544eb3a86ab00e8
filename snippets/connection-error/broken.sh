curl --fail-with-body --silent --show-error \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Name three rivers in Peru."}]
  }'
