import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    max_retries=5,  # waits of 0.5, 1, 2, 4 and 8 s; each try may be billed
)

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three rivers in Peru."}],
)
print(response.choices[0].message.content)
