import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
tool = {"type": "function", "function": {"name": "weather_get", "parameters": city}}
call = {"id": "b4Kx0TzQ1", "function": {"name": "weather_get", "arguments": '{"city": "Paris"}'}}
messages = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {"role": "assistant", "tool_calls": [call]},
    {"role": "tool", "tool_call_id": call["id"], "content": "21 degrees"},
]
response = client.chat.complete(model="mistral-small-latest", messages=messages, tools=[tool])
print(response.choices[0].message.content)
