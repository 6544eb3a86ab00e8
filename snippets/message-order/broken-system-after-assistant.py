import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

history = [
    {"role": "system", "content": "You are a weather service."},
    {"role": "user", "content": "What is the weather like in Paris in May?"},
    {"role": "assistant", "content": "Mild, about 20 degrees."},
    {"role": "system", "content": "From now on, use Fahrenheit."},
    {"role": "user", "content": "And in June?"},
]

response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
