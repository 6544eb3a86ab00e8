import os

from mistralai.client import Mistral


def connect() -> Mistral:
    with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        return client


client = connect()

response = client.chat.complete(
    model="mistral-small-latest",
    messages=[{"role": "user", "content": "Why do cats purr?"}],
)
print(response.choices[0].message.content)
