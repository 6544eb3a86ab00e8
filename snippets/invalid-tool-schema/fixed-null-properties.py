import json
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
messages = [{"role": "user", "content": "How many people are waiting?"}]


def queue_length() -> dict:
    return {"waiting": 7}


while True:
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
    message = response.choices[0].message
    messages.append(message)
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        content = json.dumps(queue_length())
        messages.append(
            {"role": "tool", "tool_call_id": call.id, "name": "queue_length", "content": content}
        )

print(message.content)
