# A list of models means that the key is valid: your program sends another one.
curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  https://api.mistral.ai/v1/models
