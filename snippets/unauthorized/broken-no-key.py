from mistralai.client import Mistral

client = Mistral()

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Name three uses of beeswax."}],
)
print(response.choices[0].message.content)
