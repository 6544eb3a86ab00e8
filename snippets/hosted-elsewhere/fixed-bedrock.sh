# The id is the one that Bedrock lists.
model=mistral.mistral-large-3-675b-instruct
curl --fail-with-body --silent --show-error \
  "https://bedrock-runtime.us-east-1.amazonaws.com/model/$model/converse" \
  --header "Authorization: Bearer $AWS_BEARER_TOKEN_BEDROCK" \
  --header "Content-Type: application/json" \
  --data '{
    "messages": [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
  }'
