# Put the address, key and body of your own request here.
# Without the header mistral-correlation-id, it is not Mistral's API that answers.
curl --fail-with-body --silent --show-error --include --max-time 60 \
  https://openrouter.ai/api/v1/chat/completions \
  --header "Authorization: Bearer $OPENROUTER_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistralai/devstral-2512",
    "messages": [{"role": "user", "content": "Name a river."}]
  }'
