curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "reasoning_effort": "medium",
    "messages": [{"role": "user", "content": "How many days are there in 12 weeks?"}]
  }'
