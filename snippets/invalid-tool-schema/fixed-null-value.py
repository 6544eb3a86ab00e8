import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

tool = {
    "type": "function",
    "function": {
        "name": "queue_length",
        "description": "How many people are waiting. Takes no arguments.",
        "parameters": {"type": "object", "properties": {}},
    },
}
call = {"id": "b4Kx0TzQ1", "function": {"name": "queue_length", "arguments": '{}'}}
messages = [
    {"role": "user", "content": "How many people are waiting?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "name": "queue_length", "content": "7"},
]
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
print(response.choices[0].message.content)
