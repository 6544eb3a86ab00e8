import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

# The answer has to start with these words.
messages = [
    {"role": "user", "content": "Name three rivers, in JSON."},
    {"role": "assistant", "content": '{"rivers": ['},
]

response = client.chat.completions.create(model="mistral-small-latest", messages=messages)
print(response.choices[0].message.content)
