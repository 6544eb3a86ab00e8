import asyncio
import os
import random
import time

from mistralai.client import Mistral
from mistralai.client.errors import SDKError

CITIES = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"]


async def ask(client: Mistral, slots: asyncio.Semaphore, city: str):
    async with slots:
        for left in (1, 0):
            try:
                response = await client.chat.complete_async(
                    model="mistral-large-latest",
                    messages=[{"role": "user", "content": f"Which river flows through {city}?"}],
                )
                return response.choices[0].message.content
            except SDKError as error:
                if error.status_code != 429 or not left:
                    raise
            # The limit starts anew with the minute: come back shortly after, not all at once.
            await asyncio.sleep(60 - time.time() % 60 + random.uniform(0.5, 2))


async def main():
    slots = asyncio.Semaphore(4)
    async with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        for answer in await asyncio.gather(*(ask(client, slots, city) for city in CITIES)):
            print(answer)


asyncio.run(main())
