import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

tool = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Current weather in a city.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "str"},
            },
            "required": ["city"],
        },
    },
}
messages = [{"role": "user", "content": "What is the weather in Paris?"}]


def weather(city: str) -> dict:
    return {"city": city, "sky": "clear", "celsius": 21}


while True:
    response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
    message = response.choices[0].message
    messages.append(message)
    if not message.tool_calls:
        break
    for call in message.tool_calls:
        given = call.function.arguments
        result = weather(**(json.loads(given) if isinstance(given, str) else given))
        content = json.dumps(result)
        messages.append(
            {"role": "tool", "tool_call_id": call.id, "name": "weather", "content": content}
        )

print(message.content)
