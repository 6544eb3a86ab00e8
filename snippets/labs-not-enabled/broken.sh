curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "labs-leanstral-1-5-1",
    "messages": [{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}]
  }'
