answer=$(mktemp)

# Waits 1 to 32 seconds. In a file, each try replaces the last.
curl --fail-with-body --silent --retry 6 --output "$answer" \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Suggest a title for a talk about rate limits."}]
  }'
status=$?

cat "$answer"
rm "$answer"
exit "$status"
