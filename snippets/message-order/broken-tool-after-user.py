import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# The user's second message was stored while the tool was running.
call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "user", "content": "In Fahrenheit, please."},
    {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": '{"celsius": 21}'},
]

response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
