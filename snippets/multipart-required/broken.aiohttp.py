import asyncio
import os
import sys

import aiohttp

URL = "https://api.mistral.ai/v1/audio/transcriptions"


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
    body = {
        "model": "voxtral-mini-latest",
        "file_url": "https://docs.mistral.ai/audio/obama.mp3",
    }
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(URL, json=body) as answer,
    ):
        if not answer.ok:
            sys.exit(f"{answer.status} {await answer.text()}")
        print((await answer.json())["text"])


asyncio.run(main())
