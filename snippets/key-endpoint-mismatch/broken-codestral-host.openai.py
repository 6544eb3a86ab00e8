import os

from openai import OpenAI

client = OpenAI(
    api_key=os.environ["MISTRAL_API_KEY"],
    base_url="https://codestral.mistral.ai/v1",
)

for model in client.models.list():
    print(model.id)
