import os

from openai import OpenAI

client = OpenAI(
    api_key=os.environ["MISTRAL_API_KEY"],
    base_url="https://codestral.mistral.ai/v1",
)

response = client.chat.completions.create(
    model="codestral-latest",
    messages=[{"role": "user", "content": "Suggest a name for a sorting function."}],
)
print(response.choices[0].message.content)
