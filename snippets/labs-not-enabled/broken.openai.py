import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.create(
    model="labs-leanstral-1-5-1",
    messages=[{"role": "user", "content": "Prove in Lean 4 that 2 + 2 = 4."}],
)
print(response.choices[0].message.content)
