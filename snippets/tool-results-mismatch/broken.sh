curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "Pay the invoices 17 and 18, and then tell me what you did."},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {
          "name": "pay", "arguments": "{\"invoice\": 17}"}},
        {"id": "N7pWcR2uE", "function": {
          "name": "pay", "arguments": "{\"invoice\": 18}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1",
        "name": "pay", "content": "paid"}
    ]
  }'
