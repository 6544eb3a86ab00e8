answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

curl --fail-with-body --silent --show-error --output "$answer" \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Summarize the water cycle in one sentence."}]
  }'
result=$?

cat "$answer"
echo
if grep -q '"code": *"2300"' "$answer"; then
  echo "The month is used up. Raise the limit, or wait for the next month:" >&2
  echo "https://admin.mistral.ai/subscription" >&2
  exit 1
fi
exit "$result"
