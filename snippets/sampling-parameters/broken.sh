curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "temperature": 0,
    "top_p": 0.9,
    "messages": [{"role": "user", "content": "Is this review positive? I love this honey."}]
  }'
