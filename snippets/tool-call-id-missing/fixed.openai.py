import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

function = {"name": "weather", "arguments": '{"city": "Paris"}'}
call = {"id": "b4Kx0TzQ1", "type": "function", "function": function}
result = {
    "role": "tool",
    "tool_call_id": call["id"],  # says which call this answers
    "content": '{"celsius": 21}',
}
response = client.chat.completions.create(
    model="codestral-latest",
    messages=[
        {"role": "user", "content": "What is the weather in Paris?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        result,
    ],
)
print(response.choices[0].message.content)
