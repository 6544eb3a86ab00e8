import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
parameters = {"type": "object", "properties": {"order_id": {"type": "string"}}}
order_status = {
    "name": "order_status",
    "description": "Tells where an order is.",
    "parameters": parameters | {"required": ["order_id"]},
}
tools = [{"type": "function", "function": order_status}]
messages: list = [{"role": "user", "content": "Where is my order?"}]

response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
message = response.choices[0].message
messages.append(message)
for call in message.tool_calls:
    result = {"order": json.loads(call.function.arguments)["order_id"], "place": "Lyon"}
    messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
print(response.choices[0].message.content)
