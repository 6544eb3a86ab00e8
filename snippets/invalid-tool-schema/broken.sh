curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "What does page 4 of the manual say?"},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {"name": "read_pages", "arguments": "{\"pages\": [4]}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "read_pages", "content": "Press Start."}
    ],
    "tools": [{"type": "function", "function": {
      "name": "read_pages",
      "description": "Text of some pages of the manual.",
      "parameters": {"type": "object", "required": ["pages"], "properties": {
        "pages": {
          "type": "array",
          "items": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}
        }
      }}
    }}]
  }'
