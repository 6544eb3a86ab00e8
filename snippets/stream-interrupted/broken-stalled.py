import asyncio
import os

from mistralai.client import Mistral

client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=15_000)
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]


async def main():
    async with await client.chat.stream_async(
        model="mistral-small-latest", messages=messages
    ) as stream:
        async for event in stream:
            choice = event.data.choices[0]
            content = choice.delta.content
            if isinstance(content, list):  # a reasoning model: thinking and text
                content = "".join(chunk.text for chunk in content if chunk.type == "text")
            print(content or "", end="", flush=True)
    print()


asyncio.run(main())
