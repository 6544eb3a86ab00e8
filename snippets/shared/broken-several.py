import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# Begun with another provider, cut at the start, interrupted twice, with a late system message.
rome = {"id": "call_PTLP8xhu3uwZk", "function": {"name": "weather", "arguments": '"Rome"'}}
oslo = {"id": "call_Zt5cQ9mWb2LsX", "function": {"name": "weather", "arguments": '"Oslo"'}}
history = [
    {"role": "tool", "tool_call_id": "call_0fypS1hVXk3Rm", "content": "21 degrees"},
    {"role": "user", "content": "Is it warmer in Rome or in Oslo?"},
    {"role": "assistant", "content": None, "tool_calls": [rome, oslo]},
    {"role": "assistant", "content": ""},
    {"role": "tool", "tool_call_id": "call_PTLP8xhu3uwZk", "content": "27 degrees"},
    {"role": "system", "content": "Answer in one sentence."},
    {"role": "assistant", "content": "In Rome, it is"},
]

response = client.chat.complete(model="mistral-large-latest", messages=history)
print(response.choices[0].message.content)
