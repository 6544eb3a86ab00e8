curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "How many people are waiting?"},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {"name": "queue_length", "arguments": "{}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "queue_length", "content": "7"}
    ],
    "tools": [{"type": "function", "function": {
      "name": "queue_length",
      "description": "How many people are waiting. Takes no arguments.",
      "parameters": {"type": "object", "properties": {}}
    }}]
  }'
