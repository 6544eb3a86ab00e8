answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %{http_code}' \
  --data '{
    "model": "mistral-large-latest",
    "messages": [{"role": "user", "content": "Name three uses of beeswax."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
# Other 403s need another step: 1912 another key, 1913 an administrator.
if printf '%s' "$answer" | grep -q '"code": *"1910"'; then
  echo "403: the model is not in your plan. Choose a listed model, or change the plan." >&2
  exit 1
fi
exit "$result"
