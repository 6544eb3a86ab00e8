import asyncio
import os

from openai import AsyncOpenAI


async def ask(client: AsyncOpenAI, content: str) -> str:
    response = await client.chat.completions.create(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": content}],
    )
    return response.choices[0].message.content


async def main() -> None:
    # One loop for all calls. The client is made in it, and closed before it ends.
    async with AsyncOpenAI(
        base_url="https://api.mistral.ai/v1",
        api_key=os.environ["MISTRAL_API_KEY"],
    ) as client:
        for question in ("Why do cats purr?", "Why do dogs bark?"):
            print(await ask(client, question))


asyncio.run(main())
