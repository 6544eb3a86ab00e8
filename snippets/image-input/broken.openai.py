import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])

question = {"type": "text", "text": "Which landmark is this?"}
url = "https://docs.mistral.ai/img/eiffel-tower-paris.jpg"
image = {"type": "image_url", "image_url": {"url": url}}
response = client.chat.completions.create(
    model="codestral-latest",
    messages=[{"role": "user", "content": [question, image]}],
)
print(response.choices[0].message.content)
