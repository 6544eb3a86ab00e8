import asyncio
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


async def ask(content: str) -> str:
    response = await client.chat.complete_async(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": content}],
    )
    return response.choices[0].message.content


for question in ("Why do cats purr?", "Why do dogs bark?"):
    print(asyncio.run(ask(question)))
