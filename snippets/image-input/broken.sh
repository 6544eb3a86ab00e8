curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "codestral-latest",
    "messages": [{"role": "user", "content": [
      {"type": "text", "text": "Which landmark is this?"},
      {"type": "image_url", "image_url": "https://docs.mistral.ai/img/eiffel-tower-paris.jpg"}
    ]}]
  }'
