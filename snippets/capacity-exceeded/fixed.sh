answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# ask MODEL RETRIES. curl waits 1, 2, 4, 8, 16 and 32 s. In a file, each try replaces the last.
ask() {
  curl --fail-with-body --silent --retry "$2" --output "$answer" \
    --write-out '%{http_code}' \
    https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $MISTRAL_API_KEY" \
    --header "Content-Type: application/json" \
    --data '{
      "model": "'"$1"'",
      "messages": [{"role": "user", "content": "Write a subject line for a newsletter about bees."}]
    }'
  return "$?"
}

status=$(ask mistral-medium-latest 6)
result=$?
if [ "$status" = 429 ] || [ "$status" = 503 ]; then
  # One other model, once: a list of models to try is a retry by another name.
  echo "Status $status: asking mistral-small-latest instead." >&2
  status=$(ask mistral-small-latest 0)
  result=$?
fi

cat "$answer"
exit "$result"
