import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

history = [
    {"role": "user", "content": "Is it warmer in Paris than in Rome and in Oslo?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "q8LmZ3vYb", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}},
        ],
    },
    {"role": "tool", "tool_call_id": "q8LmZ3vYb", "name": "weather", "content": '{"celsius": 21}'},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}},
            {"id": "N7pWcR2uE", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}},
        ],
    },
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "weather", "content": '{"celsius": 27}'},
    {"role": "tool", "tool_call_id": "N7pWcR2uE", "name": "weather", "content": '{"celsius": 12}'},
]


def role(message) -> str:
    return message["role"] if isinstance(message, dict) else message.role


def recent(messages: list, most: int) -> list:
    start = max(1, len(messages) - most)
    # A result stays with its call: go back to the message that made the call.
    while 1 < start < len(messages) and role(messages[start]) == "tool":
        start -= 1
    # The first message holds the task, or the system prompt.
    return messages[:1] + messages[start:]


response = client.chat.complete(model="mistral-small-latest", messages=recent(history, 2))
print(response.choices[0].message.content)
