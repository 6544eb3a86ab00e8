# curl, and HTTP/2 offered.
curl -sS --http2 --fail-with-body https://api.mistral.ai/v1/chat/completions \
  -H "authorization: Bearer $MISTRAL_API_KEY" -H "content-type: application/json" \
  -d '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}'
