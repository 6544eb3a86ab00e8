import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

response = client.chat.completions.create(
    model="mistral-small-latest",
    reasoning_effort="medium",
    messages=[{"role": "user", "content": "How many days are there in 12 weeks?"}],
)
content = response.choices[0].message.content
if not isinstance(content, str):  # with reasoning, a list of chunks: thinking, then text
    content = "".join(chunk["text"] for chunk in content if chunk["type"] == "text")
print(content)
