import asyncio
import os

from mistralai.client import Mistral

CITIES = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"]


async def ask(client: Mistral, city: str):
    response = await client.chat.complete_async(
        model="mistral-large-latest",
        messages=[{"role": "user", "content": f"Which river flows through {city}?"}],
    )
    return response.choices[0].message.content


async def main():
    async with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        for answer in await asyncio.gather(*(ask(client, city) for city in CITIES)):
            print(answer)


asyncio.run(main())
