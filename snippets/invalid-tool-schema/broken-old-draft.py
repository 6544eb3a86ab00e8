import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

pages = {"type": "array", "items": {"type": "integer", "minimum": 0, "exclusiveMinimum": True}}
tool = {
    "type": "function",
    "function": {
        "name": "read_pages",
        "description": "Text of some pages of the manual.",
        "parameters": {"type": "object", "properties": {"pages": pages}, "required": ["pages"]},
    },
}
messages = [{"role": "user", "content": "What do pages 4 and 5 of the manual say?"}]


def read_pages(pages: list[int]) -> dict:
    return {page: f"Text of page {page}." for page in pages}


while True:
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
    message = response.choices[0].message
    messages.append(message)
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        given = call.function.arguments
        result = read_pages(**(json.loads(given) if isinstance(given, str) else given))
        content = json.dumps(result)
        messages.append(
            {"role": "tool", "tool_call_id": call.id, "name": "read_pages", "content": content}
        )

print(message.content)
