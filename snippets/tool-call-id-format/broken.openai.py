import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
call = {
    "type": "function",
    "id": "call_PTLP8xhu3uwZk4l3nlnrrJha",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "content": '{"celsius": 21}'},
]

response = client.chat.completions.create(model="mistral-large-latest", messages=history)
print(response.choices[0].message.content)
