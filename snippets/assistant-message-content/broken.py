import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the stream of the first answer broke: the turn is empty.
history = [
    {"role": "user", "content": "What is the capital of Norway?"},
    {"role": "assistant", "content": ""},
    {"role": "user", "content": "And of Sweden?"},
]

response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
