import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
)


def ask(content: str, model="mistral-medium-latest"):
    return client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": content}],
    )


response = ask("Write a subject line for a newsletter about bees.")
print(response.choices[0].message.content)
