import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a coffee shop."}],
    max_tokens=200,  # Mistral's name for max_completion_tokens
    extra_body={"random_seed": 7},  # Mistral's name for seed; store has no counterpart
)
print(response.choices[0].message.content)
