import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
weather = {"name": "weather", "description": "Current weather in a city.", "parameters": city}
celsius = {"Oslo": 12, "Rome": 27}


def run(entry) -> str:
    try:
        return json.dumps({"celsius": celsius[json.loads(entry.arguments)["city"]]})
    except Exception as error:  # A failed call needs a result, too. The model reads it.
        return f"error: {error!r}"


response = client.beta.conversations.start(
    model="mistral-small-latest",
    inputs="What is the weather in Paris?",
    tools=[{"type": "function", "function": weather}],
)
for rounds_left in reversed(range(10)):
    calls = [entry for entry in response.outputs if entry.type == "function.call"]
    if not calls:
        break
    inputs = [
        {"type": "function.result", "tool_call_id": entry.tool_call_id, "result": run(entry)}
        for entry in calls
    ]
    response = client.beta.conversations.append(
        conversation_id=response.conversation_id,
        inputs=inputs,
        # The last round must not end with a call, because nothing would answer it.
        completion_args={"tool_choice": "auto" if rounds_left else "none"},
    )
print(response.outputs[-1].content)
