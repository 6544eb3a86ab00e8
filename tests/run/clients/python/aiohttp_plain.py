# type: ignore
"""aiohttp as most programs use it: without `trust_env`."""

import asyncio
import os

import aiohttp


async def main() -> None:
    headers = {"authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
    body = {"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}
    async with (
        aiohttp.ClientSession("https://api.mistral.ai", headers=headers) as session,
        session.post("/v1/chat/completions", json=body) as answer,
    ):
        print((await answer.json())["choices"][0]["message"]["content"])


asyncio.run(main())
