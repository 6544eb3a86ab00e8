answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Waits of 1, 2, 4, 8, 16 and 32 seconds. In a file, each try replaces the last.
curl --fail-with-body --silent --retry 6 --max-time 60 --output "$answer" \
  --write-out '%{onerror}%{stderr}curl: %{errormsg}\n' \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Suggest a name for a coffee shop."}]
  }'
result=$?

cat "$answer"
exit "$result"
