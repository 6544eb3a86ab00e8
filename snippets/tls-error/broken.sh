curl --fail-with-body --silent \
  --write-out '%{onerror}%{stderr}%{url}: %{errormsg}\n' \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "How did locks work in ancient Rome?"}]
  }'
