# The docs' successor of pixtral-large-latest. A chat does not need the model's card.
model=mistral-medium-3-5
curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data "{
    \"model\": \"$model\",
    \"messages\": [{\"role\": \"user\", \"content\": \"Name three uses of beeswax.\"}]
  }"
