from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1")

response = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
