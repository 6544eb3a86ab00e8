import asyncio
import os
import random

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

CITIES = ["Lyon", "Turin", "Porto", "Ghent", "Graz", "Oslo", "Riga", "Cork"]


async def ask(client: Mistral, city: str):
    response = await client.chat.complete_async(
        model="mistral-large-latest",
        messages=[{"role": "user", "content": f"Which river flows through {city}?"}],
    )
    return response.choices[0].message.content


def temporary(error: BaseException) -> bool:
    if isinstance(error, SDKError):
        # A limit of 0 means that the plan has no quota for this model. Waiting never helps.
        requests = error.headers.get("x-ratelimit-limit-req-minute")
        tokens = error.headers.get("x-ratelimit-limit-tokens-minute")
        no_quota = "0" in (requests, tokens)
        return error.status_code in (429, 500, 502, 503, 504) and not no_quota
    return isinstance(error, (httpx2.NetworkError, httpx2.RemoteProtocolError))


async def main():
    waiting, fruitless = list(CITIES), 0
    async with Mistral(api_key=os.environ["MISTRAL_API_KEY"]) as client:
        while waiting:
            batch, waiting = waiting[:4], waiting[4:]
            asked = (ask(client, city) for city in batch)
            results = await asyncio.gather(*asked, return_exceptions=True)
            failed = []
            for city, result in zip(batch, results, strict=True):
                if isinstance(result, BaseException):
                    failed.append((city, result))
                else:  # Keep each answer at once: it is paid for, whatever happens to the others.
                    print(f"{city}: {result}", flush=True)
            if not failed:
                fruitless = 0
                continue
            fruitless = fruitless + 1 if len(failed) == len(batch) else 0
            lasting = [error for _, error in failed if not temporary(error)]
            if lasting or fruitless == 3:
                raise (lasting or [failed[0][1]])[0]
            # Nobody sends until the minute of the refusal is over.
            waiting = [city for city, _ in failed] + waiting
            await asyncio.sleep(60 + random.uniform(0.5, 3))


asyncio.run(main())
