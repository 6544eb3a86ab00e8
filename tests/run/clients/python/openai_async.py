# type: ignore
"""Eight workers that send the same prompt with the OpenAI SDK's asynchronous client."""

import asyncio
import os

from openai import AsyncOpenAI


async def main() -> None:
    client = AsyncOpenAI(base_url="https://api.mistral.ai/v1", api_key=os.environ["MISTRAL_API_KEY"])
    messages = [{"role": "user", "content": "Hello"}]
    work = (client.chat.completions.create(model="mistral-small-latest", messages=messages) for _ in range(8))
    for answer in await asyncio.gather(*work):
        print(answer.choices[0].message.content)


asyncio.run(main())
