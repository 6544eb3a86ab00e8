import asyncio
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])


async def main() -> None:
    stream = await client.chat.stream_async(
        model="mistral-small-latest",
        messages=[{"role": "user", "content": "Explain in two sentences why the sky is blue."}],
    )
    async for event in stream:
        content = event.data.choices[0].delta.content
        if isinstance(content, str):
            print(content, end="", flush=True)
    print()


asyncio.run(main())
