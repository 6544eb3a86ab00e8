import asyncio
import os

import aiohttp

URL = "https://api.mistral.ai/v1/chat/completions"


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
    body = {
        "model": "mistral-small-latest",
        "messages": [{"role": "user", "content": "Suggest a name for a coffee shop."}],
        "temperature": 2,
    }
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(URL, json=body) as answer,
    ):
        answer.raise_for_status()
        print((await answer.json())["choices"][0]["message"]["content"])


asyncio.run(main())
