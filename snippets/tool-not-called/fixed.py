import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
parameters = {"type": "object", "properties": {"city": {"type": "string"}}}
tools = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Reports the current weather of a city.",
            "parameters": parameters | {"required": ["city"]},
        },
    }
]
messages: list = [{"role": "user", "content": "Do I need an umbrella in Paris?"}]

# By default, "auto", the model may answer in text.
response = client.chat.complete(
    model="mistral-small-latest", messages=messages, tools=tools, tool_choice="any"
)
choice = response.choices[0]
if not choice.message.tool_calls:  # cut by max_tokens, if finish_reason is "length"
    raise RuntimeError(f"No tool call; finish_reason is {choice.finish_reason}.")

messages.append(choice.message)
for call in choice.message.tool_calls:
    result = {"city": json.loads(call.function.arguments)["city"], "weather": "rain"}
    messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
# "auto" again: "any" would make the model call instead of answering.
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
print(response.choices[0].message.content)
