headers=$(mktemp)
body=$(mktemp)
trap 'rm -f "$headers" "$body"' EXIT

# Your model: limits differ from model to model.
http_status=$(curl --fail-with-body --silent --dump-header "$headers" --output "$body" \
  --write-out '%{http_code}' \
  https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Hi"}],
    "max_tokens": 1
  }')

echo "HTTP status $http_status"
grep -i '^x-ratelimit' "$headers"
grep -i '^mistral-correlation-id' "$headers"
cat "$body"
echo

if [ "$http_status" = 200 ]; then
  echo "Answered: no limit is reached now."
  exit 0
elif [ "$http_status" = 401 ]; then
  echo "unauthorized: the key is refused, or its plan is used up. Do not retry."
elif grep -q '"code": *"1910"' "$body"; then
  echo "tier-not-allowed: your plan does not include this model. Do not retry."
elif grep -q '"code": *"2300"' "$body"; then
  echo "monthly-quota: the month's spending limit is reached. Do not retry."
elif [ "$http_status" = 402 ]; then
  echo "payment-required: no plan or no budget pays for this. Do not retry."
elif grep -q '"code": *"3505"' "$body" || grep -q '"code": *"3810"' "$body"; then
  echo "capacity-exceeded: the model is full. Retry for a minute, then use another model."
elif grep -qi '^x-ratelimit-limit-req-minute: 0.\?$' "$headers" ||
  grep -qi '^x-ratelimit-limit-tokens-minute: 0.\?$' "$headers"; then
  echo "zero-quota: your plan has no quota for this model. Do not retry."
elif grep -qi '^x-ratelimit-remaining-tokens-month: 0.\?$' "$headers"; then
  echo "monthly-quota: the month's tokens are used up. Do not retry."
elif grep -qi '^x-ratelimit-limit-req-minute: ' "$headers"; then
  echo "rate-limited: the minute's requests are used up. Retry in the next minute."
elif grep -qi '^x-ratelimit-limit-tokens-minute: ' "$headers"; then
  echo "rate-limited: compare the limit with the tokens of your request."
else
  echo "Neither a code nor a header names the limit. Read the message."
fi
exit 1
