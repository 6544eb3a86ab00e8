import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

question = {"type": "text", "text": "Which animal is this?"}
image = {"type": "image_url", "image_url": "https://example.com/bee.jpg"}
response = client.chat.complete(
    model="codestral-latest",
    messages=[{"role": "user", "content": [question, image]}],
)
print(response.choices[0].message.content)
