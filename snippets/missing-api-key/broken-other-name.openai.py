from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
)

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Suggest a name for a key ring."}],
)
print(response.choices[0].message.content)
