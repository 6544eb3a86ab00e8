# A short request for your model. It costs a few tokens.
curl --fail-with-body --silent --show-error --max-time 60 \
  --write-out '\nHTTP status %{http_code}\n' \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Hi"}],
    "max_tokens": 1
  }'
