import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    # By itself, the SDK reads OPENAI_API_KEY.
    api_key=os.environ["MISTRAL_API_KEY"],
)

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a key ring."}],
)
print(response.choices[0].message.content)
