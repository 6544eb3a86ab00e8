import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
    timeout=5,
    max_retries=0,
)

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Explain in three paragraphs how tides work."}],
)
print(response.choices[0].message.content)
