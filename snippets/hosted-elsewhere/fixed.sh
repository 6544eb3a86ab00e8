# The path of the address includes /v1.
curl --fail-with-body --silent --show-error \
  https://my-mistral.eastus2.inference.ai.azure.com/v1/chat/completions \
  --header "Authorization: Bearer $AZUREAI_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "Mistral-large",
    "messages": [{"role": "user", "content": "How many languages are in the world?"}]
  }'
