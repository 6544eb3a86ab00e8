import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# Calls of an earlier run, from a log that holds no ids.
log = [
    ("weather", {"city": "Paris"}, {"celsius": 21}),
    ("local_time", {"city": "Paris"}, {"time": "14:30"}),
]

calls, results = [], []
for number, (name, arguments, result) in enumerate(log):
    call_id = f"turn1_{number}"
    calls.append({"id": call_id, "function": {"name": name, "arguments": json.dumps(arguments)}})
    content = json.dumps(result)
    results.append({"role": "tool", "tool_call_id": call_id, "name": name, "content": content})

response = client.chat.complete(
    model="mistral-large-latest",
    messages=[
        {"role": "user", "content": "What is the weather in Paris, and what time is it there?"},
        {"role": "assistant", "tool_calls": calls},
        *results,
    ],
)
print(response.choices[0].message.content)
