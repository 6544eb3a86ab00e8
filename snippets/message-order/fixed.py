import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The user went on while the model was still to answer from the result.
call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": '{"celsius": 21}'},
    {"role": "user", "content": "In Fahrenheit, please."},
]


def get(message, name: str):
    return message.get(name) if isinstance(message, dict) else getattr(message, name, None)


def bridged(messages: list) -> list:
    sent = []
    for message in messages:
        if sent and get(sent[-1], "role") == "tool" and get(message, "role") == "user":
            # Such a server wants the model's answer before the user goes on.
            sent.append({"role": "assistant", "content": "Understood."})
        sent.append(message)
    return sent


response = client.chat.complete(model="mistral-small-latest", messages=bridged(history))
print(response.choices[0].message.content)
