import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])

question = {"type": "text", "text": "Which landmark is this?"}
image = {"type": "image_url", "image_url": "https://docs.mistral.ai/img/eiffel-tower-paris.jpg"}
response = client.chat.complete(
    model="codestral-latest",
    messages=[{"role": "user", "content": [question, image]}],
)
print(response.choices[0].message.content)
