import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

parameters = {"type": "object", "properties": {"city": {"type": "string"}}}
call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[
        {"role": "user", "content": "Do I need an umbrella in Paris?"},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": "rain"},
    ],
    tools=[{"type": "function", "name": "weather", "parameters": parameters}],
)
print(response.choices[0].message.content)
