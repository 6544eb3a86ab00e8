import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The second step of an agent: the model is to improve what it wrote.
messages = [
    {"role": "user", "content": "Write one line about Paris."},
    {"role": "assistant", "content": "Paris is a city of light."},
]

response = client.chat.complete(model="mistral-small-latest", messages=messages)
print(response.choices[0].message.content)
