# The model calls `pay`. Here the program is stopped, so the call gets no result.
turn=$(curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/conversations \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "inputs": "Pay invoice 17.",
    "tools": [{"type": "function", "function": {
      "name": "pay", "description": "Pays an invoice.",
      "parameters": {"type": "object", "properties": {"number": {"type": "integer"}}}}}]
  }') || exit 1
id=$(printf '%s' "$turn" | grep -o '"conversation_id": *"[^"]*"' | cut -d '"' -f 4)
call=$(printf '%s' "$turn" | grep -o '"tool_call_id": *"[^"]*"' | cut -d '"' -f 4)

# Later, with the stored ids: the call may have done its work, so do not say that it failed.
# With several calls, send one result for each in the same request.
curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/conversations/$id" \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data "{
    \"inputs\": [{
      \"type\": \"function.result\",
      \"tool_call_id\": \"$call\",
      \"result\": \"interrupted: outcome unknown\"
    }],
    \"completion_args\": {\"tool_choice\": \"none\"}
  }" || exit 1
curl --fail-with-body --silent --show-error "https://api.mistral.ai/v1/conversations/$id" \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "inputs": "Which invoices did you pay?",
    "completion_args": {"tool_choice": "none"}
  }'
