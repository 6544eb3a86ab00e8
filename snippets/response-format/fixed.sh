curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "When did Concorde and the Tu-144 first fly?"}],
    "response_format": {"type": "json_schema", "json_schema": {
      "name": "first_flights",
      "strict": true,
      "schema": {
        "type": "object",
        "properties": {"flights": {"type": "array", "items": {
          "type": "object",
          "properties": {"plane": {"type": "string"}, "year": {"type": "integer"}},
          "required": ["plane", "year"],
          "additionalProperties": false
        }}},
        "required": ["flights"],
        "additionalProperties": false
      }
    }}
  }'
