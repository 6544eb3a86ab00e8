answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %{http_code}' \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Name three uses of beeswax."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
if [ "${answer##* }" = 401 ]; then
  last4=$(printf %s "$MISTRAL_API_KEY" | tail -c 4)
  echo "401: the key ending in $last4 is refused. Check it with GET /v1/models." >&2
  exit 1
fi
exit "$result"
