import json
import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])
city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tools = [{"type": "function", "function": {"name": "weather", "parameters": city}}]
messages = [{"role": "user", "content": "How is the weather in Paris?"}]


def ask():
    """Sends the conversation, and returns the answer's text and tool calls."""
    text, calls = "", []
    for chunk in client.chat.completions.create(
        model="mistral-small-latest", messages=messages, tools=tools, stream=True
    ):
        delta = chunk.choices[0].delta
        text += delta.content or ""  # A delta with tool calls has no content: here it is None.
        calls += [call.model_dump(exclude={"index"}) for call in delta.tool_calls or []]
    return text, calls


text, calls = ask()
if calls:
    messages.append({"role": "assistant", "content": text, "tool_calls": calls})
    for call in calls:
        result = json.dumps({"celsius": 21})
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})
    text, calls = ask()
    if calls:
        raise SystemExit("The model calls again: use a loop, and limit its rounds.")
print(text)
