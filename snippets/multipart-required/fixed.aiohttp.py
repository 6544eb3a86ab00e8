import asyncio
import os
import sys

import aiohttp

URL = "https://api.mistral.ai/v1/audio/transcriptions"


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['MISTRAL_API_KEY']}"}
    # aiohttp sets the content type of a form, with its boundary. Do not set that header yourself.
    body = aiohttp.FormData(default_to_multipart=True)
    body.add_field("model", "voxtral-mini-latest")
    body.add_field("file_url", "https://docs.mistral.ai/audio/obama.mp3")
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(URL, data=body) as answer,
    ):
        if not answer.ok:
            sys.exit(f"{answer.status} {await answer.text()}")
        print((await answer.json())["text"])


asyncio.run(main())
