import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# What would have been lines of the training file.
examples = [
    ("Screen broke after a week.", '{"product": "screen", "mood": "angry"}'),
    ("The keys feel great!", '{"product": "keyboard", "mood": "happy"}'),
    ("Charger is fine.", '{"product": "charger", "mood": "neutral"}'),
]

messages = [{"role": "system", "content": "Turn each review into JSON, as in the examples."}]
for review, wanted in examples:
    messages.append({"role": "user", "content": review})
    messages.append({"role": "assistant", "content": wanted})
messages.append({"role": "user", "content": "The mouse stopped working. Again."})

response = client.chat.complete(
    model="mistral-small-latest",
    messages=messages,
    response_format={"type": "json_object"},
)
print(response.choices[0].message.content)
