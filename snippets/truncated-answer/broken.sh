answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Explain in one paragraph how tides work."}],
    "max_tokens": 8
  }' | tee "$answer"
grep -q '"finish_reason": *"stop"' "$answer"
