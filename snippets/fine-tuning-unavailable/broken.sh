curl --fail-with-body --silent --show-error https://api.mistral.ai/v1/fine_tuning/jobs \
  --header "Authorization: Bearer $MISTRAL_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "open-mistral-7b",
    "training_files": [{"file_id": "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", "weight": 1}],
    "hyperparameters": {"training_steps": 10, "learning_rate": 0.0001}
  }'
