curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "Write one line about Paris."},
      {"role": "assistant", "content": "Paris is a city of light."},
      {"role": "user", "content": "Review your line, and improve it."}
    ]
  }'
