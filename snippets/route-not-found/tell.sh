# The URL as your client called it: its log, or the error, has it.
curl --fail-with-body --silent --show-error --include \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  https://api.mistral.ai/v1/v1/models
