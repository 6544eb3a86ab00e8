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
messages: list = [
    # Your program knows what the arguments need, and the model does not.
    {"role": "system", "content": "The latest order of this customer is T1001."},
    {"role": "user", "content": "Where is my order?"},
]

response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
message = response.choices[0].message
messages.append(message)
for call in message.tool_calls or []:
    result = {"order": json.loads(call.function.arguments)["order_id"], "place": "Lyon"}
    messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
if message.tool_calls:
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
# Without a call, this is the model's question: show it, and send the answer with the history.
print(response.choices[0].message.content)
