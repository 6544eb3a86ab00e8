import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

# A conversation that began with another provider's model.
question = {"type": "text", "text": "What is the weather in Paris?", "id": "lc_1"}
call = {
    "id": "D681PevKs",
    "type": "function",
    "name": "weather",
    "function": {"name": "weather", "arguments": '{"city": "Paris"}'},
}
thought = "I need the tool."
history = [
    {"role": "user", "content": [question]},
    {"role": "assistant", "content": "", "reasoning_content": thought, "tool_calls": [call]},
    {"role": "tool", "tool_call_id": "D681PevKs", "content": '{"celsius": 21}'},
]

response = client.chat.completions.create(model="mistral-small-latest", messages=history)
print(response.choices[0].message.content)
