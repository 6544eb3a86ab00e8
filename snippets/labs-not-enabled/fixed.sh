answer=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --write-out ' %{http_code}' \
  --data '{
    "model": "labs-leanstral-1-5-1",
    "messages": [{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}]
  }')
result=$?
printf '%s\n' "${answer% *}"
# Other 403s need another step: 1910 another plan, 1912 another key.
if printf '%s' "$answer" | grep -q '"code": *"1913"'; then
  echo "403: Labs models are off. Ask an administrator, or use another model." >&2
  exit 1
fi
exit "$result"
