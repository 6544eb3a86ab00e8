"""What the program that printed a text is written with."""

from __future__ import annotations

import json

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.content.clients import python_sdk, table
from mistral_playbooks.explain.caller import Caller, caller_of

PAGES = catalog.load()


# --- the client ----------------------------------------------------------------------------------------------------

REFUSED = '{"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"1500"}'
FRAME = '  File "/app/.venv/lib/python3.12/site-packages/'
CALLERS = {
    f"API error occurred: Status 400. Body: {REFUSED}": Caller("python", ""),
    f"mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 400. Body: {REFUSED}": Caller("python", ""),
    f"mistralai.models.sdkerror.SDKError: API error occurred: Status 400. Body: {REFUSED}": Caller("python", "", 1),
    "NotImplementedError: This client is deprecated. To migrate to the new client, see": Caller("python", None, 1),
    f'{FRAME}mistralai/sdk.py", line 12, in __init__\nValueError: x': Caller("python", "", 1),
    r'  File "C:\v\Lib\site-packages\mistralai\models\sdkerror.py", line 1': Caller("python", "", 1),
    "ModuleNotFoundError: No module named 'mistralai.models.chat_completion'": Caller("python", None, 1),
    "ModuleNotFoundError: No module named 'mistralai.models'": Caller("python"),
    "from mistralai.models import SDKError\nModuleNotFoundError: No module named 'mistralai.models'": Caller(
        "python", ""
    ),
    "mistralai.exceptions.MistralAPIException: Status: 400. Message: x": Caller("python", "", 0),
    f'{FRAME}mistralai/client/chat.py", line 1\n{FRAME}httpx/_client.py", line 1': Caller("python", "", 2),
    f'{FRAME}mistralai/client/chat.py", line 1\n{FRAME}httpx2/_client.py", line 1': Caller("python", ""),
    f'{FRAME}llama_index/llms/base.py", line 1\n{FRAME}mistralai/client/chat.py", line 1': Caller(
        "python", "llama-index"
    ),
    f'{FRAME}litellm/main.py", line 1\n{FRAME}openai/_base_client.py", line 1': Caller("python", "litellm"),
    f"ERROR:root:litellm.BadRequestError: MistralException - {REFUSED}": Caller("python", "litellm"),
    f'{FRAME}langchain_core/runnables/base.py", line 1\n{FRAME}httpx/_client.py", line 1': Caller(
        "python", "langchain"
    ),
    f"httpx.HTTPStatusError: Error response 400 while fetching https://api.mistral.ai/v1: {REFUSED}": Caller(
        "python", "langchain"
    ),
    f"openai.BadRequestError: Error code: 400 - {REFUSED}": Caller("python", "openai"),
    f"Error code: 400 - {REFUSED}": Caller("python", "openai"),
    "AuthenticationError": Caller("python", "openai"),
    f"RateLimitError: 429 {REFUSED}\n    at async file:///app/index.mjs:5:18": Caller("typescript", "openai"),
    "BadRequestError: 422 status code (no body)": Caller("typescript", "openai"),
    "    at /app/node_modules/openai/core/error.mjs:64:16": Caller("typescript", "openai"),
    "    at /app/node_modules/.pnpm/openai@6.1.0/node_modules/openai/core/error.mjs:64:16": Caller(
        "typescript", "openai"
    ),
    "AI_APICallError: Bad Request\n    at node_modules/@ai-sdk/provider-utils/dist/index.js:1:2": Caller(
        "typescript", "ai"
    ),
    "    at file:///app/node_modules/@langchain/mistralai/dist/chat_models.js:3:9": Caller("typescript", "langchain"),
    "Error\n    at file:///app/node_modules/@mistralai/mistralai/esm/lib/sdks.js:3:9": Caller("typescript", ""),
    "AxiosError: Request failed with status code 422": Caller("typescript", "axios", sends=True),
    "aiohttp.client_exceptions.ClientResponseError: 422, message='x'": Caller("python", "aiohttp", sends=True),
    "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: https://api.mistral.ai": Caller(
        "python", "requests", sends=True
    ),
    "httpx.HTTPStatusError: Client error '422 Unprocessable Entity' for url 'x'": Caller("python", "httpx", sends=True),
    "httpx.ReadTimeout: The read operation timed out": Caller("python"),  # Mistral's SDK raises this, too
    "urllib.error.HTTPError: HTTP Error 400: Bad Request": Caller("python", "urllib", sends=True),
    f"HTTP/2 400\n\n{REFUSED}": Caller("curl"),
    REFUSED: Caller("python"),
    f"#0 /app/vendor/guzzlehttp/guzzle/src/Middleware.php(72): f()\n{REFUSED}": Caller(None),
    f"PHP Fatal error:  Uncaught Exception: {REFUSED} in /app/chat.php on line 12": Caller(None),
    f"/app/lib/chat.rb:12:in `call': {REFUSED} (Faraday::BadRequestError)": Caller(None),
    f"panic: {REFUSED}\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:21 +0x1d": Caller(None),
    f"java.io.IOException: {REFUSED}\n\tat com.app.Chat.ask(Chat.java:41)": Caller(None),
    f"java.io.IOException: {REFUSED}": Caller(None),
    f"Exception: {REFUSED}\n\tat com.app.ChatKt.ask(Chat.kt:41)": Caller(None),
    f"Error: {REFUSED}\n   at App.Chat.Ask() in C:\\app\\Chat.cs:line 8": Caller(None),
    f"Unhandled exception. System.Net.Http.HttpRequestException: {REFUSED}": Caller(None),
    f"thread 'main' panicked at src/main.rs:9:5:\n{REFUSED}": Caller(None),
    f"thread '<unnamed>' panicked at src/lib.rs:9:5:\nx\nopenai.BadRequestError: Error code: 400 - {REFUSED}": Caller(
        "python", "openai"
    ),
}


@pytest.mark.parametrize("text", CALLERS)
def test_a_text_shows_its_client(text: str) -> None:
    assert caller_of(text) == CALLERS[text]


def test_no_output_of_a_program_is_taken_for_another_clients() -> None:
    """Most say which client it is. Others end in the program's own lines, or are an answer alone."""
    told = 0
    outputs = 0
    newest = python_sdk().newest_major
    for file in sorted((ROOT / "docs/results").glob("[a-z]*.json")):
        for row in json.loads(file.read_text(encoding="utf-8"))["results"]:
            if row["role"] != "broken" or not row["output"] or row["language"] == "curl":
                continue
            spec = table().get(row["language"], row["sdk"])
            suffix = "openai" if spec.is_browser else spec.suffix
            caller = caller_of(row["output"])
            major = int(row["version"].split(".")[0]) if spec.majors else newest
            where = (row["file"], row["version"], caller)
            alone = "mistralai" not in (ROOT / row["file"]).read_text(encoding="utf-8")
            assert caller.client in (None, suffix) or (alone and caller.sends), where
            assert caller.major in (None, major), where
            assert caller.major != newest, where
            outputs += 1
            told += caller.client is not None and (major != 1 or caller.major == 1)
    assert told > 0.75 * outputs
