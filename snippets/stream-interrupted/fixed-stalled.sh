answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

for wait in 1 2 4 stop; do
  curl --no-buffer --fail-with-body --silent --show-error --stderr - \
    --speed-limit 1 --speed-time 3 \
    https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $MISTRAL_API_KEY" \
    --header "Content-Type: application/json" \
    --data '{
      "model": "mistral-small-latest",
      "messages": [{"role": "user", "content": "Explain in three paragraphs how tides work."}],
      "stream": true
    }' | tee "$answer"
  # A complete answer has a finish_reason. It is not paid for twice, even if [DONE] is missing.
  grep '"finish_reason": *"[a-z_]*"' "$answer" | grep -qv '"finish_reason": *"error"' && exit 0
  # Status 4xx: a refused request is refused again.
  grep -q 'curl: (22) .*: 4' "$answer" && exit 1
  [ "$wait" = stop ] && break
  sleep "$wait.$(($$ % 10))"
done
echo "No complete answer in 4 tries." >&2
exit 1
