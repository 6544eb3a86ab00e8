import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
result = {
    "role": "tool",
    "name": "weather",
    "content": '{"celsius": 21}',
}
response = client.chat.complete(
    model="codestral-latest",
    messages=[
        {"role": "user", "content": "What is the weather in Paris?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        result,
    ],
)
print(response.choices[0].message.content)
