import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tools = [{"type": "function", "function": {"name": "weather", "parameters": city}}]
messages = [{"role": "user", "content": "How is the weather in Paris?"}]


def ask():
    """Sends the conversation, and returns the answer's text and tool calls."""
    text, calls = "", []
    with client.chat.stream(model="mistral-small-latest", messages=messages, tools=tools) as stream:
        for event in stream:
            delta = event.data.choices[0].delta
            # A delta with tool calls has no content: the SDK sets `Unset`, which is false.
            text += delta.content or ""
            calls += delta.tool_calls or []
    return text, calls


text, calls = ask()
if calls:
    messages.append({"role": "assistant", "content": text, "tool_calls": calls})
    for call in calls:
        result = json.dumps({"celsius": 21})
        messages.append({"role": "tool", "tool_call_id": call.id, "content": result})
    text, calls = ask()
    if calls:
        raise SystemExit("The model calls again: use a loop, and limit its rounds.")
print(text)
