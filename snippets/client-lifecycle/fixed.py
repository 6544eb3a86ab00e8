import asyncio
import os

from mistralai.client import Mistral


async def ask(client: Mistral, content: str) -> str:
    response = await client.chat.complete_async(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": content}],
    )
    return response.choices[0].message.content


async def main() -> None:
    # One loop for all calls. The client is made in it, and closed before it ends.
    async with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        for question in ("Why do cats purr?", "Why do dogs bark?"):
            print(await ask(client, question))


asyncio.run(main())
