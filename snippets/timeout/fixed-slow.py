import asyncio
import os

from mistralai.client import Mistral


async def main():
    async with Mistral(
        api_key=os.environ["MISTRAL_API_KEY"],
        timeout_ms=120_000,  # longer than the slowest answer
    ) as client:
        response = await client.chat.complete_async(
            model="mistral-small-latest",
            messages=[{"role": "user", "content": "Explain in three paragraphs how tides work."}],
        )
        print(response.choices[0].message.content)


asyncio.run(main())
