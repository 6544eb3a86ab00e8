import json
import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])


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
    try:
        result = functions[call.function.name](**json.loads(call.function.arguments))
        content = json.dumps(result)
    except Exception as error:  # A failed call needs a result, too. The model reads it.
        content = f"error: {error!r}"
    return {"role": "tool", "tool_call_id": call.id, "content": content}


for _ in range(10):
    response = client.chat.completions.create(
        model="mistral-small-latest", messages=messages, tools=tools
    )
    message = response.choices[0].message
    # One result for each call, and the turn is stored as a whole.
    results = [answer(call) for call in message.tool_calls or []]
    messages += [message, *results]
    if not results:
        break
else:
    raise SystemExit("No answer after 10 rounds of tool calls.")

print(message.content)
