# A Studio key serves Codestral, too.
answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %{http_code}' \
  --data '{
    "model": "codestral-latest",
    "messages": [{"role": "user", "content": "Suggest a name for a sorting function."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
case "${answer##* }" in
  401|403)
    echo "${answer##* }: use a Studio key, https://console.mistral.ai/api-keys" >&2
    exit 1
    ;;
esac
exit "$result"
