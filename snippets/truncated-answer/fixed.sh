answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Explain in one paragraph how tides work."}],
    "max_tokens": 2000
  }' | tee "$answer"
# Every cut answer has status 200, so this is the only sign of it.
grep -q '"finish_reason": *"stop"' "$answer"
