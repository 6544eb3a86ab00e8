# type: ignore
"""Calls a server that is slow in one way for each CASE, with a timeout: `calls.py CLIENT SECONDS ORIGIN CASE …`.

Prints `CASE True` if the call ended with an error, else `CASE False`. The cases `quick` and `late` are plain calls, the
others are streams. At last it prints `default` and the client's own limit in seconds, if it is cheap to read.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version

CLIENT, SECONDS, ORIGIN = sys.argv[1], int(sys.argv[2]), sys.argv[3]
MODEL, HELLO = "mistral-small-latest", [{"role": "user", "content": "Hello"}]
PLAIN = ("quick", "late")


def mistralai(case):
    client = _mistral(server_url=f"{ORIGIN}/{case}", timeout_ms=SECONDS * 1000)
    if case in PLAIN:
        client.chat.complete(model=MODEL, messages=HELLO)
    else:
        list(client.chat.stream(model=MODEL, messages=HELLO))


def _mistral(**given):
    if version("mistralai").startswith("1."):
        from mistralai import Mistral
    else:
        from mistralai.client import Mistral
    return Mistral(api_key="made-up", **given)


def mistralai_default():
    if version("mistralai").startswith("3."):
        import httpx2 as http
    else:
        import httpx as http
    seen = []

    def answer(request):
        seen.append(request.extensions["timeout"]["read"])
        return http.Response(500)

    with suppress(Exception):  # the SDK's own error, for the 500
        _mistral(client=http.Client(transport=http.MockTransport(answer))).chat.complete(model=MODEL, messages=HELLO)
    return seen[0]


def openai(case):
    from openai import OpenAI

    client = OpenAI(base_url=f"{ORIGIN}/{case}/v1", api_key="made-up", timeout=SECONDS, max_retries=0)
    answer = client.chat.completions.create(model=MODEL, messages=HELLO, stream=case not in PLAIN)
    list(answer)


def openai_default():
    from openai import OpenAI

    return OpenAI(api_key="made-up").timeout.read


def langchain(case):
    from langchain_mistralai import ChatMistralAI

    given = {"timeout": SECONDS, "max_retries": 1, "endpoint": f"{ORIGIN}/{case}/v1"}
    llm = ChatMistralAI(model=MODEL, api_key="made-up", **given)
    llm.invoke("Hello") if case in PLAIN else list(llm.stream("Hello"))


def langchain_default():
    from langchain_mistralai import ChatMistralAI

    return ChatMistralAI(api_key="made-up").timeout


def litellm(case):
    from litellm import completion

    given = {"api_base": f"{ORIGIN}/{case}/v1", "timeout": SECONDS, "stream": case not in PLAIN}
    list(completion(model=f"mistral/{MODEL}", api_key="made-up", messages=HELLO, **given))


def pydantic_ai(case):
    from pydantic_ai import Agent
    from pydantic_ai.models.mistral import MistralModel
    from pydantic_ai.providers.mistral import MistralProvider

    provider = MistralProvider(api_key="made-up", base_url=f"{ORIGIN}/{case}")
    agent = Agent(MistralModel(MODEL, provider=provider), model_settings={"timeout": SECONDS})

    async def call():
        if case in PLAIN:
            await agent.run("Hello")
        else:
            async with agent.run_stream("Hello") as result:
                await result.get_output()

    asyncio.run(call())


def llama_index(case):
    llm = _llama_index(endpoint=f"{ORIGIN}/{case}", timeout=SECONDS)
    llm.complete("Hello") if case in PLAIN else list(llm.stream_complete("Hello"))


def llama_index_default():
    return _llama_index().timeout


def _llama_index(**given):
    from llama_index.llms.mistralai import MistralAI

    return MistralAI(model=MODEL, api_key="made-up", **given)


def aiohttp(case):
    from aiohttp import ClientTimeout

    _aiohttp(case, ClientTimeout(total=SECONDS))


def aiohttp_own(case):
    from aiohttp import ClientTimeout

    _aiohttp(case, ClientTimeout(sock_read=SECONDS))


def _aiohttp(case, timeout):
    from aiohttp import ClientSession

    async def call():
        async with ClientSession(timeout=timeout) as session:
            body = {"model": MODEL, "messages": HELLO, "stream": case not in PLAIN}
            async with session.post(f"{ORIGIN}/{case}/v1/chat/completions", json=body) as answer:
                await answer.read()

    asyncio.run(call())


def aiohttp_default():
    from aiohttp import ClientSession

    async def session():
        async with ClientSession() as session:
            return session.timeout.total

    return asyncio.run(session())


def call(case):
    try:
        globals()[CLIENT](case)
    except Exception as error:
        print(f"{type(error).__name__}: {str(error)[:200]}", file=sys.stderr)
        print(case, True, flush=True)
    else:
        print(case, False, flush=True)


with ThreadPoolExecutor(9) as pool:
    list(pool.map(call, sys.argv[4:]))
if f"{CLIENT}_default" in globals():
    print("default", globals()[f"{CLIENT}_default"]())
