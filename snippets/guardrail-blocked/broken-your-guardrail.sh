curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/chat/completions \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "How much sleep is good for my health?"}],
    "guardrails": [{"moderation_llm_v2": {
      "custom_category_thresholds": {"selfharm": 0.1, "sexual": 0.1},
      "action": "block"
    }}]
  }'
