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

response = client.chat.complete(
    model="mistral-small-latest", messages=messages, tools=tools
)
call = response.choices[0].message.tool_calls[0]
result = {"city": json.loads(call.function.arguments)["city"], "weather": "rain"}

messages.append(response.choices[0].message)
messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(result)})
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
print(response.choices[0].message.content)
