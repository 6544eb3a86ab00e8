import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

history = [
    {"role": "user", "content": "What is the weather in Paris and in Rome?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}},
            {"id": "N7pWcR2uE", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}},
        ],
    },
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "name": "weather", "content": '{"celsius": 21}'},
    {"role": "tool", "tool_call_id": "N7pWcR2uE", "name": "weather", "content": '{"celsius": 27}'},
    {"role": "assistant", "content": "It is 21 degrees in Paris and 27 in Rome."},
    {"role": "user", "content": "Which of the two is further north?"},
]


def recent(messages: list[dict], most: int) -> list[dict]:
    return messages[-most:]


response = client.chat.complete(model="mistral-small-latest", messages=recent(history, 4))
print(response.choices[0].message.content)
