curl --fail-with-body --silent --show-error \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-medium-latest",
    "messages": [{"role": "user", "content": "Write a subject line for a newsletter about bees."}]
  }'
