import json
import os
import sys

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
model = "zai-glm-5-3"
parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tools = [{"type": "function", "function": {"name": "get_weather", "parameters": parameters}}]
messages = [{"role": "user", "content": "What is the weather in Paris?"}]
calls, finish_reason = {}, None

with client.chat.stream(model=model, messages=messages, tools=tools, tool_choice="any") as stream:
    for event in stream:
        choice = event.data.choices[0]
        for piece in choice.delta.tool_calls or []:
            # The first piece has the id and the name. The others continue its arguments.
            call = calls.setdefault(piece.index, piece)
            if call is not piece:
                call.function.arguments += piece.function.arguments
        finish_reason = choice.finish_reason or finish_reason
if finish_reason != "tool_calls":
    sys.exit(f"No complete tool call: finish_reason is {finish_reason}")

messages.append({"role": "assistant", "tool_calls": [*calls.values()]})
for call in calls.values():
    print(f"{model} calls {call.function.name}({call.function.arguments})")
    city = json.loads(call.function.arguments)["city"]
    result = {"city": city, "weather": "sunny"}
    messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
response = client.chat.complete(model=model, messages=messages)
print(response.choices[0].message.content)
