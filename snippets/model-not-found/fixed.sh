# The docs' successor of pixtral-large-latest.
model=mistral-medium-latest
curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/models/$model" \
  --header "Authorization: Bearer $MISTRAL_API_KEY" &&
  curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
    --header "Authorization: Bearer $MISTRAL_API_KEY" \
    --header "Content-Type: application/json" \
    --data "{
      \"model\": \"$model\",
      \"messages\": [{\"role\": \"user\", \"content\": \"Name three uses of beeswax.\"}]
    }"
