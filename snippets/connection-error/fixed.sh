answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# --retry alone does not repeat a broken connection, and --retry-all-errors repeats refusals, too.
for wait in 1 2 4 stop; do
  code=$(curl --fail-with-body --silent --max-time 60 \
    --output "$answer" --write-out '%{http_code}' \
    https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $MISTRAL_API_KEY" \
    --header "Content-Type: application/json" \
    --data '{
      "model": "mistral-small-latest",
      "messages": [{"role": "user", "content": "Name three rivers in Peru."}]
    }')
  result=$?
  case "$code" in
    000 | 5??) [ "$wait" = stop ] || sleep "$wait.$(($$ % 10))" ;; # no answer, or a temporary error
    *) break ;;
  esac
done
cat "$answer"
[ "$result" -eq 0 ] || echo "curl: exit status $result" >&2
exit "$result"
