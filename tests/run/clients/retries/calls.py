# type: ignore
"""Sends a chat request for each key, all at the same time: `calls.py CLIENT KEY …`.

A key that begins with `own` gets the client's own option for retries. One that ends with `async` uses asyncio.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

MODEL, HELLO = "mistral-small-latest", [{"role": "user", "content": "Hello"}]
SECONDS = 4  # for one try: a busy machine may need one or two to send it


def mistralai(key):
    if version("mistralai").startswith("1."):
        from mistralai import Mistral
        from mistralai.utils import BackoffStrategy, RetryConfig
    else:
        from mistralai.client import Mistral
        from mistralai.client.utils import BackoffStrategy, RetryConfig
    config = RetryConfig("backoff", BackoffStrategy(1_000, 9_000, 2, 8_000), True)
    given = {"retry_config": config} if key.startswith("own") else {}
    client = Mistral(api_key=key, timeout_ms=int(SECONDS * 1000), **given)
    if key.endswith("async"):
        asyncio.run(client.chat.complete_async(model=MODEL, messages=HELLO))
    else:
        client.chat.complete(model=MODEL, messages=HELLO)


def openai(key):
    from openai import OpenAI

    client = OpenAI(api_key=key, base_url="https://api.mistral.ai/v1", timeout=SECONDS)
    client.chat.completions.create(model=MODEL, messages=HELLO)


def langchain(key):
    from langchain_mistralai import ChatMistralAI

    ChatMistralAI(model=MODEL, api_key=key, timeout=SECONDS).invoke("Hello")


def litellm(key):
    from litellm import completion

    given = {"max_retries": 3} if key.startswith("own") else {}
    completion(model=f"mistral/{MODEL}", api_key=key, messages=HELLO, timeout=SECONDS, **given)


def pydantic_ai(key):
    from pydantic_ai import Agent
    from pydantic_ai.models.mistral import MistralModel
    from pydantic_ai.providers.mistral import MistralProvider

    model = MistralModel(MODEL, provider=MistralProvider(api_key=key))
    given = {"retries": 3} if key.startswith("own") else {}
    asyncio.run(Agent(model, model_settings={"timeout": SECONDS}, **given).run("Hello"))


def llama_index(key):
    from llama_index.llms.mistralai import MistralAI

    given = {"max_retries": 3} if key.startswith("own") else {}
    MistralAI(model=MODEL, api_key=key, timeout=SECONDS, **given).complete("Hello")


def aiohttp(key):
    from aiohttp import ClientSession, ClientTimeout

    async def call():
        given = {"trust_env": True, "timeout": ClientTimeout(SECONDS), "raise_for_status": True}
        async with ClientSession("https://api.mistral.ai", **given) as session:
            body, headers = {"model": MODEL, "messages": HELLO}, {"Authorization": f"Bearer {key}"}
            await session.post("/v1/chat/completions", json=body, headers=headers)

    asyncio.run(call())


def quietly(key):
    try:
        globals()[sys.argv[1]](key)
    except Exception as error:
        print(key, type(error).__name__, str(error)[:100])
    else:
        print(key, "answered")


with ThreadPoolExecutor(50) as pool:
    list(pool.map(quietly, sys.argv[2:]))
