answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Each try has 5 seconds. Waits of 1, 2 and 4 seconds. Each try may be billed.
curl --fail-with-body --silent --max-time 5 --retry 3 --output "$answer" \
  --write-out '%{onerror}%{stderr}curl: %{errormsg}\n' \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Explain in three paragraphs how tides work."}]
  }'
result=$?

cat "$answer"
exit "$result"
