import asyncio
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


async def summarise(text: str) -> str:
    response = await client.chat.complete_async(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": f"Summarise: {text}"}],
    )
    return response.choices[0].message.content


def handle(text: str) -> None:
    """A request, a job or a test: each one has a loop of its own."""
    print(asyncio.run(summarise(text)))


handle("Cats purr when they breathe in and out.")
handle("Dogs bark to greet, to warn, and to play.")
