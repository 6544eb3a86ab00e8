import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the stream of the first answer broke: the turn is empty.
history = [
    {"role": "user", "content": "What is the capital of Norway?"},
    {"role": "assistant", "content": ""},
    {"role": "user", "content": "And of Sweden?"},
]


def get(message, name: str):
    return message.get(name) if isinstance(message, dict) else getattr(message, name, None)


def without_empty_turns(messages: list) -> list:
    # An assistant message without content and calls says nothing. Others stay as they are.
    return [
        message
        for message in messages
        if get(message, "role") != "assistant"
        or get(message, "content")
        or get(message, "tool_calls")
    ]


response = client.chat.complete(model="mistral-small-latest", messages=without_empty_turns(history))
print(response.choices[0].message.content)
