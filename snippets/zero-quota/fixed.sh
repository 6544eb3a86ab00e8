answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %header{x-ratelimit-limit-req-minute},%header{x-ratelimit-limit-tokens-minute}' \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Suggest a name for a sailing boat."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
# The body is that of a used-up minute. Only the limit tells them apart.
limits="${answer##* }"
if [ "$result" -ne 0 ] && { [ "${limits%,*}" = 0 ] || [ "${limits#*,}" = 0 ]; }; then
  echo "429: this plan has no quota for this model. Use another model, or change the plan:" >&2
  echo "https://admin.mistral.ai/plateforme/limits" >&2
  exit 1
fi
exit "$result"
