import json
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

call = {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
result = {"weather": "rain", "celsius": 9}
response = client.chat.complete(
    model="mistral-small-latest",
    messages=[
        {"role": "user", "content": "Do I need an umbrella in Paris?"},
        {"role": "assistant", "tool_calls": [call]},
        # A tool returns text: write every other value as JSON.
        {"role": "tool", "tool_call_id": "b4Kx0TzQ1", "content": json.dumps(result)},
    ],
)
print(response.choices[0].message.content)
