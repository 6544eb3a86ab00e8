curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [
      {"role": "user", "content": "Create the task: water the plants."},
      {"role": "assistant", "tool_calls": [
        {"id": "b4Kx0TzQ1", "function": {
          "name": "create_calendar_task_with_due_date___8c498bee-e833-49a9-8a88-0ab59fa26cb8",
          "arguments": "{\"title\": \"Water the plants\"}"}}
      ]},
      {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": "Created: Water the plants"}
    ],
    "tools": [{"type": "function", "function": {
      "name": "create_calendar_task_with_due_date___8c498bee-e833-49a9-8a88-0ab59fa26cb8",
      "parameters": {"type": "object", "properties": {"title": {"type": "string"}}}
    }}]
  }'
