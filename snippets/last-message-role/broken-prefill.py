import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The answer has to start with these words.
messages = [
    {"role": "user", "content": "Name three rivers, in JSON."},
    {"role": "assistant", "content": '{"rivers": ['},
]

response = client.chat.complete(model="mistral-small-latest", messages=messages)
print(response.choices[0].message.content)
