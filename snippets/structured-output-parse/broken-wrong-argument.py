import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.parse(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Which book made bees famous? Answer in JSON."}],
    response_format={"type": "json_object"},
)
print(response.choices[0].message.content)
