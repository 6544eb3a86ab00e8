curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/fim/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "prompt": "def add(a, b):\n    return ",
    "suffix": "\n\nprint(add(2, 3))",
    "max_tokens": 64
  }'
