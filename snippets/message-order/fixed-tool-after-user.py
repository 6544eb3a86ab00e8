import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The user's second message was stored while the tool was running.
call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "user", "content": "In Fahrenheit, please."},
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": '{"celsius": 21}'},
]


def get(message, name: str):
    return message.get(name) if isinstance(message, dict) else getattr(message, name, None)


def in_order(messages: list) -> list:
    results = {get(one, "tool_call_id"): one for one in messages if get(one, "role") == "tool"}
    called = {get(call, "id") for one in messages for call in get(one, "tool_calls") or []}
    sent = []
    for message in messages:
        calls = [get(call, "id") for call in get(message, "tool_calls") or []]
        if get(message, "role") != "tool" or get(message, "tool_call_id") not in called:
            # Each result goes directly after the message with its call.
            sent += [message, *(results[id_] for id_ in calls if id_ in results)]
    return sent


response = client.chat.complete(model="mistral-small-latest", messages=in_order(history))
print(response.choices[0].message.content)
