import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
call = {
    "id": "call_PTLP8xhu3uwZk4l3nlnrrJha",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "name": "weather", "content": '{"celsius": 21}'},
]

response = client.chat.complete(model="mistral-large-latest", messages=history)
print(response.choices[0].message.content)
