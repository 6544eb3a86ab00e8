curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "codestral-latest",
    "messages": [
      {"role": "user", "content": "What is the weather in Paris?"},
      {"role": "assistant", "content": "", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": "{\"city\": \"Paris\"}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1",
        "name": "weather", "content": "{\"celsius\": 21}"}
    ]
  }'
