# type: ignore
"""A chat, a stream and a tool with the OpenAI SDK for Python."""

import json
import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])
model = "mistral-small-latest"
messages = [{"role": "user", "content": "What is the weather in Paris?"}]
parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tools = [{"type": "function", "function": {"name": "weather", "description": "Weather", "parameters": parameters}}]

print(client.chat.completions.create(model=model, messages=messages).choices[0].message.content)

stream = client.chat.completions.create(model=model, messages=messages, stream=True)
print("".join(chunk.choices[0].delta.content or "" for chunk in stream))

answer = client.chat.completions.create(model=model, messages=messages, tools=tools).choices[0].message
messages.append(
    {"role": "assistant", "content": answer.content, "tool_calls": [c.model_dump() for c in answer.tool_calls]}
)
for call in answer.tool_calls:
    city = json.loads(call.function.arguments)["city"]
    messages.append({"role": "tool", "tool_call_id": call.id, "content": f"sunny in {city}"})
print(client.chat.completions.create(model=model, messages=messages, tools=tools).choices[0].message.content)
