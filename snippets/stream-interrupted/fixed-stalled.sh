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
  grep -q '^data: \[DONE\]' "$answer" && exit 0
  grep -q 'curl: (22)' "$answer" && exit 1
  [ "$wait" = stop ] && break
  sleep "$wait.$(($$ % 10))"
done
echo "No complete answer in 4 tries." >&2
exit 1
