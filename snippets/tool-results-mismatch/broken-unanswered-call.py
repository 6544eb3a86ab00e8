import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def weather(city: str) -> dict:
    """Current weather in a city."""
    return {"city": city, "sky": "clear", "celsius": 21}


def local_time(city: str) -> dict:
    """Current local time in a city."""
    return {"city": city, "time": "14:30"}


functions = {"weather": weather, "local_time": local_time}
city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tools = [
    {"type": "function", "function": {"name": n, "description": f.__doc__, "parameters": city}}
    for n, f in functions.items()
]
messages = [{"role": "user", "content": "What is the weather in Paris, and what time is it there?"}]


def answer(call) -> dict:
    name, arguments = call.function.name, call.function.arguments
    if isinstance(arguments, str):
        arguments = json.loads(arguments)
    content = json.dumps(functions[name](**arguments))
    return {"role": "tool", "tool_call_id": call.id, "name": name, "content": content}


while True:
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=tools)
    message = response.choices[0].message
    messages.append(message)
    if not (calls := message.tool_calls):
        break
    messages.append(answer(calls[0]))

print(message.content)
