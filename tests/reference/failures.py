"""Lets a Python client meet each failure, and prints what it raises.

`python failures.py CLIENT ADDRESS FAILURES CLOSED`, in the client's own environment: it imports nothing of this
repository. CLIENT is a key of `CLIENTS`, ADDRESS that of `mistral-playbooks mock`, FAILURES the JSON of
`observe.FAILURES`, CLOSED an address where nothing listens. Prints one JSON object for each failure. Each client makes
one request: its own retries are off. At last it makes a stream and a call that get their answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections.abc import Callable
from typing import Any

MODEL, WORDS = "mistral-small-latest", "Name a river."
MESSAGES = [{"role": "user", "content": WORDS}]
SECONDS = 1
STATUS = ("status_code", "http_status", "status", "code", "response.status_code")
BODY = ("body", "response.text", "raw_response.text", "responseBody", "message")
HEADERS = ("headers", "response.headers", "raw_response.headers", "litellm_response_headers")
CAUSE = "__cause__."


def mistralai_0(address: str, key: str, stream: bool) -> None:
    from mistralai.client import MistralClient  # pyright: ignore
    from mistralai.models.chat_completion import ChatMessage  # pyright: ignore

    client = MistralClient(api_key=key, endpoint=address, timeout=SECONDS, max_retries=1)
    messages = [ChatMessage(role="user", content=WORDS)]
    if stream:
        for _ in client.chat_stream(model=MODEL, messages=messages):
            pass
    else:
        client.chat(model=MODEL, messages=messages)


def mistralai(address: str, key: str, stream: bool) -> None:
    try:
        from mistralai.client import Mistral
    except ImportError:
        from mistralai import Mistral  # pyright: ignore

    with Mistral(api_key=key, server_url=address, timeout_ms=1000 * SECONDS) as client:
        if stream:
            for _ in client.chat.stream(model=MODEL, messages=MESSAGES):  # pyright: ignore
                pass
        else:
            client.chat.complete(model=MODEL, messages=MESSAGES)  # pyright: ignore


def openai(address: str, key: str, stream: bool) -> None:
    from openai import OpenAI  # pyright: ignore

    client = OpenAI(api_key=key, base_url=f"{address}/v1", timeout=SECONDS, max_retries=0)
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=stream)
    for _ in answer if stream else ():
        pass


def langchain(address: str, key: str, stream: bool) -> None:
    from langchain_mistralai import ChatMistralAI  # pyright: ignore

    llm = ChatMistralAI(model=MODEL, api_key=key, endpoint=f"{address}/v1", timeout=SECONDS, max_retries=1)
    for _ in llm.stream(WORDS) if stream else [llm.invoke(WORDS)]:
        pass


def litellm(address: str, key: str, stream: bool) -> None:
    import litellm as client  # pyright: ignore

    client.suppress_debug_info = True
    answer = client.completion(
        model=f"mistral/{MODEL}",
        messages=MESSAGES,
        api_key=key,
        api_base=f"{address}/v1",
        timeout=SECONDS,
        max_retries=0,
        stream=stream,
    )
    for _ in answer if stream else ():
        pass


def pydantic_ai(address: str, key: str, stream: bool) -> None:
    from mistralai.client import Mistral
    from pydantic_ai import Agent  # pyright: ignore
    from pydantic_ai.models.mistral import MistralModel  # pyright: ignore
    from pydantic_ai.providers.mistral import MistralProvider  # pyright: ignore

    client = Mistral(api_key=key, server_url=address, timeout_ms=1000 * SECONDS)
    agent = Agent(MistralModel(MODEL, provider=MistralProvider(mistral_client=client)))

    async def ask() -> None:
        if not stream:
            await agent.run(WORDS)
            return
        async with agent.run_stream(WORDS) as answer:
            async for _ in answer.stream_text():
                pass

    asyncio.run(ask())


def llama_index(address: str, key: str, stream: bool) -> None:
    from llama_index.core.llms import ChatMessage  # pyright: ignore
    from llama_index.llms.mistralai import MistralAI  # pyright: ignore

    llm = MistralAI(model=MODEL, api_key=key, endpoint=address, timeout=SECONDS, max_retries=0)
    messages = [ChatMessage(role="user", content=WORDS)]
    for _ in llm.stream_chat(messages) if stream else [llm.chat(messages)]:
        pass


CLIENTS: dict[str, Callable[[str, str, bool], None]] = {
    "mistralai-0": mistralai_0,
    "mistralai-1": mistralai,
    "mistralai-2": mistralai,
    "mistralai-3": mistralai,
    "openai": openai,
    "langchain-mistralai": langchain,
    "litellm": litellm,
    "pydantic-ai-slim": pydantic_ai,
    "llama-index-llms-mistralai": llama_index,
}


def value_at(error: object, path: str) -> Any:
    """The value of an attribute's attribute; None if one is missing or cannot be read."""
    for name in path.split("."):
        try:
            error = getattr(error, name)
        except Exception:
            return None
    return error() if callable(error) and path.endswith("text") else error


def first(error: BaseException, paths: tuple[str, ...], fits: Callable[[Any], bool]) -> str | None:
    """The first path whose value fits, on the error itself or on its cause."""
    for path in (*paths, *(CAUSE + one for one in paths)):
        value = value_at(error, path)
        try:
            if value is not None and fits(value):
                return path
        except Exception:
            continue
    return None


def observe(error: BaseException, failure: dict[str, Any]) -> dict[str, Any]:
    """What a program that catches the error can know."""
    status, words = failure["status"], failure["words"]
    bases = [base for base in type(error).__mro__[1:] if base not in (BaseException, object)]
    return {
        "exception": type(error).__name__,
        "module": type(error).__module__,
        "bases": [base.__name__ for base in bases],
        "text": str(error),
        "status": status and first(error, STATUS, lambda value: value == status),
        "body": words and first(error, BODY, lambda value: words in _text(value)),
        "headers": status and first(error, HEADERS, lambda value: "content-type" in {one.lower() for one in value}),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def main(client: str, address: str, failures: str, closed: str) -> None:
    for failure in json.loads(failures):
        control = urllib.request.Request(f"{address}/_mock/faults", method="DELETE")
        urllib.request.urlopen(control).close()
        if failure["fault"]:
            data = json.dumps(failure["fault"]).encode()
            urllib.request.urlopen(f"{address}/_mock/faults", data).close()
        there = closed if failure["id"] == "refused" else address
        seen: dict[str, Any] = {"exception": None}
        try:
            CLIENTS[client](there, "" if failure["id"] == "empty-key" else "a-key", failure["stream"])
        except Exception as error:
            seen = observe(error, failure)
        print(json.dumps({"failure": failure["id"], **seen}), flush=True)
    urllib.request.urlopen(urllib.request.Request(f"{address}/_mock/faults", method="DELETE")).close()
    for stream in (True, False):
        CLIENTS[client](address, "a-key", stream)


if __name__ == "__main__":
    main(*sys.argv[1:5])
