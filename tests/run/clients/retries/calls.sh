# As calls.py: `calls.sh KEY …`
for key; do
  case $key in own*) retry=2 ;; *) retry=0 ;; esac
  curl --silent --fail --retry $retry --max-time 5 --output "$key" \
    https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $key" --header "Content-Type: application/json" \
    --data '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}' &
done
wait
