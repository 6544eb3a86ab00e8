import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

# As stored when the user stopped the program while the tool was running.
history = [
    {"role": "user", "content": "What is the weather in Paris?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "b4Kx0TzQ1", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
        ],
    },
    {"role": "user", "content": "Never mind. Which river flows through Paris?"},
]

response = client.chat.complete(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
