import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

pages = {"type": "array", "items": {"type": "integer", "exclusiveMinimum": 0}}
tool = {
    "type": "function",
    "function": {
        "name": "read_pages",
        "description": "Text of some pages of the manual.",
        "parameters": {"type": "object", "properties": {"pages": pages}, "required": ["pages"]},
    },
}
call = {"id": "b4Kx0TzQ1", "function": {"name": "read_pages", "arguments": '{"pages": [4]}'}}
messages = [
    {"role": "user", "content": "What does page 4 of the manual say?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "name": "read_pages", "content": "Press Start."},
]
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
print(response.choices[0].message.content)
