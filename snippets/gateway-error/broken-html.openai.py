import os

from openai import OpenAI

client = OpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
)


def ask(content: str):
    return client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": content}],
    )


response = ask("Describe a lighthouse in one line.")
print(response.choices[0].message.content)
