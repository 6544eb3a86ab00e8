import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

plane = {"type": "object", "properties": {"plane": {"type": "string"}}, "required": ["plane"]}
tool = {"type": "function", "function": {"name": "first_flight", "parameters": plane}}
year = {
    "type": "object",
    "properties": {"year": {"type": "integer"}},
    "required": ["year"],
    "additionalProperties": False,
}
answer = {
    "type": "json_schema",
    "json_schema": {"name": "flight", "strict": True, "schema": year},
}
messages = [{"role": "user", "content": "When did Concorde first fly?"}]

for _ in range(5):
    response = client.chat.complete(
        model="mistral-small-latest", messages=messages, tools=[tool], response_format=answer
    )
    message = response.choices[0].message
    if not message.tool_calls:
        break
    messages.append(message)
    for call in message.tool_calls:
        result = json.dumps({"year": 1969})
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
print(message.content)
