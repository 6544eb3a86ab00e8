answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Waits 1, 2, 4, 8, 16 and 32 seconds. In a file, each try replaces the last. Each try begins a
# new conversation, so the search may run and be billed again.
curl --fail-with-body --silent --retry 6 --max-time 120 --retry-max-time 180 \
  --output "$answer" https://api.mistral.ai/v1/conversations \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-medium-latest",
    "inputs": "Compare the opening hours of the Louvre and the Prado.",
    "tools": [{"type": "web_search"}]
  }'
result=$?
cat "$answer"
[ "$result" -eq 0 ] && exit 0
printf '\ncurl: exit status %s. See https://status.mistral.ai and try again later.\n' "$result" >&2
exit "$result"
