import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

question = {"type": "text", "text": "Which animal is this?"}
image = {"type": "image_url", "image_url": {"url": "https://example.com/bee.jpg"}}
response = client.chat.completions.create(
    model="mistral-small-latest",  # `capabilities.vision` is true
    messages=[{"role": "user", "content": [question, image]}],
)
print(response.choices[0].message.content)
