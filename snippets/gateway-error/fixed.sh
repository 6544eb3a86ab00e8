answer=$(mktemp)
headers=$(mktemp)
trap 'rm -f "$answer" "$headers"' EXIT

# Waits 1, 2, 4, 8, 16 and 32 seconds: a 429 is repeated as well. In a file, each try replaces
# the last.
curl --fail-with-body --silent --retry 6 --max-time 60 --retry-max-time 90 \
  --output "$answer" --dump-header "$headers" \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Name three uses of rainwater."}]
  }'
result=$?

cat "$answer"
[ "$result" -eq 0 ] && exit 0
printf '\ncurl: exit status %s\n' "$result" >&2
# Neither line: a proxy between you and Cloudflare answered.
tail -n 30 "$headers" | grep -i '^mistral-correlation-id' | tail -n 1 >&2
tail -n 30 "$headers" | grep -i '^cf-ray' | tail -n 1 >&2
if grep '^HTTP/' "$headers" | tail -n 1 | grep -q ' 5'; then
  echo "See https://status.mistral.ai and try again later." >&2
fi
exit "$result"
