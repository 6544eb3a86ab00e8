import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


def ask(content: str):
    return client.chat.complete(
        model="mistral-medium-latest",
        messages=[{"role": "user", "content": content}],
    )


response = ask("Write a subject line for a newsletter about bees.")
print(response.choices[0].message.content)
