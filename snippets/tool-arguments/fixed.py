import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
parameters = {"type": "object", "properties": {"note": {"type": "string"}}}
save = {"name": "save", "parameters": parameters | {"required": ["note"]}}
tools = [{"type": "function", "function": save}]
note = "Ask the beekeeper in Lyon about wax for candles, before May."
messages: list = [{"role": "user", "content": f'Save the note "{note}"'}]

response = client.chat.complete(
    model="mistral-small-latest", messages=messages, tools=tools, max_tokens=1000
)
if response.choices[0].finish_reason == "length":  # max_tokens cut the arguments
    raise RuntimeError("The tool call is not complete: raise max_tokens, or ask for less.")
message = response.choices[0].message
messages.append(message)
for call in message.tool_calls or []:
    given = call.function.arguments  # a string, or in SDK types also a dict
    arguments = json.loads(given) if isinstance(given, str) else given
    result = {"saved": len(arguments["note"])}
    messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})

if message.tool_calls:  # without a call, the answer is text already
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
print(response.choices[0].message.content)
