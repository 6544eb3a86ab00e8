answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Prints the status, and the limits of requests and of tokens per minute.
ask() {
  curl --fail-with-body --silent --max-time 60 --output "$answer" --write-out \
    '%{http_code} %header{x-ratelimit-limit-req-minute},%header{x-ratelimit-limit-tokens-minute}' \
    https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $MISTRAL_API_KEY" \
    --header "Content-Type: application/json" \
    --data '{
      "model": "'"$1"'",
      "messages": [{"role": "user", "content": "Write a subject line for a newsletter about bees."}]
    }'
  return "$?"
}

temporary() {
  case "$1" in
    # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
    "429 0,"* | "429 "*,0) return 1 ;;
    429* | 500* | 502* | 503* | 504* | 000*) return 0 ;;
    *) return 1 ;;
  esac
}

# In seconds. Reported shortages last seconds to minutes.
for wait in 2 4 8 16 32 0; do
  seen=$(ask mistral-medium-latest)
  result=$?
  temporary "$seen" || break
  sleep "$wait"
done

if temporary "$seen"; then
  # One other model, once: a list of models to try is a retry by another name.
  echo "No answer: asking mistral-small-latest instead." >&2
  ask mistral-small-latest > /dev/null
  result=$?
fi

cat "$answer"
exit "$result"
