import os

from openai import OpenAI

client = OpenAI(
    api_key=os.environ["MISTRAL_API_KEY"],
    base_url="https://codestral.mistral.ai/v1",
)

for model in client.models.list():
    print(model.id)

response = client.chat.completions.create(
    model="codestral-latest",
    messages=[{"role": "user", "content": "Write a regular expression for dates."}],
)
print(response.choices[0].message.content)
