import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with a model that reasons.
thought = {"type": "text", "text": "12 weeks of 7 days are 84."}
thinking = {"type": "thinking", "thinking": [thought]}
history = [
    {"role": "user", "content": "How many days are there in 12 weeks?"},
    {"role": "assistant", "content": [thinking, {"type": "text", "text": "84"}]},
    {"role": "user", "content": "And how many hours?"},
]

response = client.chat.complete(model="ministral-3b-latest", messages=history)
print(response.choices[0].message.content)
