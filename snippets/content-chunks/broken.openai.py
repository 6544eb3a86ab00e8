import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.create(
    model="mistral-small-latest",
    reasoning_effort="high",
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
)
print(response.choices[0].message.content.strip())
