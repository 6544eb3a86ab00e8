import copy
import hashlib
import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {
        "role": "assistant",
        "tool_calls": [
            {
                "type": "function",
                "id": "call_PTLP8xhu3uwZk4l3nlnrrJha",
                "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
            }
        ],
    },
    {
        "role": "tool",
        "tool_call_id": "call_PTLP8xhu3uwZk4l3nlnrrJha",
        "content": '{"celsius": 21}',
    },
]


def nine(id: str) -> str:
    if len(id) == 9 and id.isascii() and id.isalnum():
        return id
    # The same id in gives the same id out: calls and results still match.
    return hashlib.sha256(id.encode()).hexdigest()[:9]


messages = copy.deepcopy(history)
for message in messages:
    if "tool_call_id" in message:
        message["tool_call_id"] = nine(message["tool_call_id"])
    for call in message.get("tool_calls") or []:
        call["id"] = nine(call["id"])

response = client.chat.completions.create(model="mistral-small-latest", messages=messages)
print(response.choices[0].message.content)
