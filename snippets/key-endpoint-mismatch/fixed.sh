# A Studio key serves Codestral, too.
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "codestral-latest",
    "messages": [{"role": "user", "content": "Suggest a name for a sorting function."}]
  }' || exit 1
