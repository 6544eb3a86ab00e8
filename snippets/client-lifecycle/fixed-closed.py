import os

from mistralai.client import Mistral


def connect() -> Mistral:
    return Mistral(api_key=os.environ["MISTRAL_API_KEY"])


# The client is closed when the block ends, so every call stands inside.
with connect() as client:
    response = client.chat.complete(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Why do cats purr?"}],
    )
print(response.choices[0].message.content)
