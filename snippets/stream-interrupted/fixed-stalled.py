import asyncio
import os
import random
import sys

import httpx2
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

# timeout_ms limits each silence.
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"], timeout_ms=5_000)
messages = [{"role": "user", "content": "Explain in three paragraphs how tides work."}]


async def answer() -> bool:
    for wait in (1, 2, 4, None):
        finish_reason = None
        try:
            async with await client.chat.stream_async(
                model="mistral-small-latest", messages=messages
            ) as stream:
                async for event in stream:
                    choice = event.data.choices[0]
                    content = choice.delta.content
                    if isinstance(content, list):  # a reasoning model: thinking and text
                        content = "".join(chunk.text for chunk in content if chunk.type == "text")
                    print(content or "", end="", flush=True)
                    finish_reason = choice.finish_reason or finish_reason
            failure = f"finish_reason is {finish_reason}"
        except MistralError as error:
            if error.status_code < 500:  # a refused request is refused again
                raise
            failure = f"status {error.status_code}"
        except (httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.TimeoutException) as error:
            failure = repr(error)
        if finish_reason not in (None, "error"):
            return True
        print(f"\n[interrupted: {failure}]")
        if wait is not None:
            await asyncio.sleep(wait + random.random())
    return False


async def main() -> bool:
    # wait_for limits all tries together. It cancels the call, which closes the stream.
    return await asyncio.wait_for(answer(), timeout=120)


if not asyncio.run(main()):
    sys.exit("No complete answer in 4 tries.")
print()
