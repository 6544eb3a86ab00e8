import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

job = client.fine_tuning.jobs.create(
    model="open-mistral-7b",
    training_files=[{"file_id": "3e9e7f0c-5f0d-4d0b-9f0f-0d6f3b9a7c11", "weight": 1}],
    hyperparameters={"training_steps": 10, "learning_rate": 0.0001},
)
print(job.id)
