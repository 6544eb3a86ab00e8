import os
import sys

import httpx2

response = httpx2.post(
    "https://api.mistral.ai/v1/fine_tuning/jobs",
    headers={"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"},
    json={
        "model": "open-mistral-7b",
        "training_files": [{"file_id": "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", "weight": 1}],
        "hyperparameters": {"training_steps": 10, "learning_rate": 0.0001},
    },
)
if response.status_code != 200:
    sys.exit(f"{response.status_code} {response.text}")
print(response.json()["id"])
