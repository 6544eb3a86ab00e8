# The examples are what would have been lines of the training file.
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "system", "content": "Turn each review into JSON, as in the examples."},
      {"role": "user", "content": "Screen broke after a week."},
      {"role": "assistant", "content": "{\"product\": \"screen\", \"mood\": \"angry\"}"},
      {"role": "user", "content": "The keys feel great!"},
      {"role": "assistant", "content": "{\"product\": \"keyboard\", \"mood\": \"happy\"}"},
      {"role": "user", "content": "The mouse stopped working. Again."}
    ],
    "response_format": {"type": "json_object"}
  }'
