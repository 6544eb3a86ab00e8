curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "tools": [
      {"type": "function", "function": {"name": "weather", "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}},
      {"type": "function", "function": {"name": "local_time", "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
    ],
    "messages": [
      {"role": "user", "content": "What is the weather in Paris, and what time is it there?"},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {
          "name": "weather", "arguments": "{\"city\": \"Paris\"}"}},
        {"id": "N7pWcR2uE", "function": {
          "name": "local_time", "arguments": "{\"city\": \"Paris\"}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1",
        "name": "weather", "content": "21 degrees"},
      {"role": "tool", "tool_call_id": "N7pWcR2uE",
        "name": "local_time", "content": "14:30"}
    ]
  }'
