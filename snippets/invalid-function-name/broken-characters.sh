curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "What is the weather in Paris?"},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {
          "name": "weather.get",
          "arguments": "{\"city\": \"Paris\"}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": "21 degrees"}
    ],
    "tools": [{"type": "function", "function": {
      "name": "weather.get",
      "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}
    }}]
  }'
