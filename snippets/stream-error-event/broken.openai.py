import os

from openai import OpenAI

client = OpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]

with client.chat.completions.create(
    model="mistral-small-latest", messages=messages, stream=True
) as stream:
    for chunk in stream:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
