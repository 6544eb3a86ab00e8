import asyncio
import os

from openai import AsyncOpenAI

client = AsyncOpenAI(
    base_url="https://api.mistral.ai/v1",
    api_key=os.environ["MISTRAL_API_KEY"],
)


async def ask(content: str) -> str:
    response = await client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": content}],
    )
    return response.choices[0].message.content


for question in ("Why do cats purr?", "Why do dogs bark?"):
    print(asyncio.run(ask(question)))
