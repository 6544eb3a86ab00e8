import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
weather = {"name": "weather", "description": "Current weather in a city.", "parameters": city}
celsius = {"Oslo": 12, "Rome": 27}


def run(entry) -> str:
    return json.dumps({"celsius": celsius[json.loads(entry.arguments)["city"]]})


response = client.beta.conversations.start(
    model="mistral-small-latest",
    inputs="What is the weather in Paris?",
    tools=[{"type": "function", "function": weather}],
)
calls = [entry for entry in response.outputs if entry.type == "function.call"]
try:
    inputs = [
        {"type": "function.result", "tool_call_id": entry.tool_call_id, "result": run(entry)}
        for entry in calls
    ]
except KeyError as error:
    inputs = f"The weather of {error} is unknown. Suggest another city."
response = client.beta.conversations.append(
    conversation_id=response.conversation_id, inputs=inputs
)
print(response.outputs[-1].content)
