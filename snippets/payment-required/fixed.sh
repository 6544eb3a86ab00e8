answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %{http_code}' \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Draft a reminder for an unpaid invoice."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
if [ "${answer##* }" = 402 ]; then
  echo "402: check the usage, the plan and the last invoice." >&2
  echo "https://admin.mistral.ai/subscription" >&2
  exit 1
fi
exit "$result"
