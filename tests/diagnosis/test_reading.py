"""What a text is that no class fits, that what several classes share decides for none of them, and what the program of
a text is written with."""

from __future__ import annotations

import json

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.content.clients import python_sdk, table
from mistral_playbooks.diagnosis import SURE, Answer, examine
from mistral_playbooks.diagnosis.source import Caller, caller_of

PAGES = catalog.load()


def read(text: str, top: int = 20) -> Answer:
    return examine(text, PAGES, top)


@pytest.mark.parametrize("code", ["3230", "3051", "3310", "3001"])
@pytest.mark.parametrize("form", ["{}", "400 {}", "error code {}", '{{"code": "{}"}}'])
def test_a_shared_code_gives_its_classes_and_what_decides(code: str, form: str) -> None:
    classes = [one for one in PAGES if code in one.codes]
    holders = {one.slug for one in classes if "400" not in form or 400 in one.statuses}
    found = read(form.format(code)).matches
    alike = {slug for one in classes for slug in one.same_text}
    assert holders <= {match.slug for match in found} <= holders | alike
    assert all(match.score < SURE for match in found)
    assert all(match.ask for match in found) == (len(found) > 1)


@pytest.mark.parametrize("text", ["400", "422", "HTTP 400", "status code: 422"])
def test_a_shared_status_gives_the_classes_that_have_it(text: str) -> None:
    answer = read(text)
    status = int(text[-3:])
    assert (answer.matches, answer.reading, answer.status) == ([], "status", status)
    assert set(answer.slugs) == {one.slug for one in PAGES if status in one.statuses}


def test_the_name_of_a_client_says_what_it_leaves_open() -> None:
    answer = read("AI_APICallError")
    assert answer.client
    assert "does not tell why" in answer.client.describe()
    assert answer.matches
    assert all(match.score < 0.5 and match.ask == answer.client.show for match in answer.matches)


@pytest.mark.parametrize("text", ["backoff", "key not working", "is it down", "model gone", "retired model", "hello"])
def test_words_are_left_to_the_search(text: str) -> None:
    assert (read(text).matches, read(text).reading) == ([], "words")


@pytest.mark.parametrize(
    "text",
    [
        "stripe.error.AuthenticationError: Invalid API Key provided: sk_test_********",
        "anthropic.RateLimitError: Error code: 429 - {}",
        "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.example.com/v2/me",
        "SSLError: HTTPSConnectionPool(host='example.com', port=443): Max retries exceeded (SSLError(1, 'x'))",
        "Error: getaddrinfo ENOTFOUND example.com\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete]",
        "Provider: deepseek\nStatus Code: 402\n\n402 Insufficient Balance",
        "ERROR: Illegal header value b'Bearer '\nThe DeepSeek API key was empty in the .env file.",
        "With Vertex AI and Gemini, a streamed response often gets cut off. What can I do?",
        "ETELEGRAM: 409 Conflict: terminated by other getUpdates request",
        "Error: read ECONNRESET\n    at TLSWrap.onStreamRead\n    at WebSocket.js (/app/node_modules/ws/lib/x.js:7:10)",
    ],
)
def test_an_error_of_other_software_is_called_one(text: str) -> None:
    assert (read(text).matches, read(text).reading) == ([], "foreign")


def test_a_model_that_mistral_hosts_for_its_maker_is_not_of_another_vendor() -> None:
    said = "Error code: 400 - image input is not enabled for this model: {}"
    hosted = {read(said.format(id)).matches[0].score for id in ("deepseek-v4-1-flash-1017", "zai-glm-5-3-flash")}
    assert min(hosted) >= SURE
    assert read(said.format("deepseek-v4.1-flash")).matches[0].score < SURE


def test_an_error_that_nothing_fits_is_unknown() -> None:
    assert read("KeyError: 'name'").reading == "unknown"


@pytest.mark.parametrize("frame", ["site-packages/langchain_mistralai/chat.py", "dev.langchain4j.mistralai.Chat.java"])
def test_an_error_in_a_framework_that_nothing_fits_is_possibly_the_frameworks(frame: str) -> None:
    text = f"    at {frame}:7\nTypeError: nobody has seen this before"
    assert [(match.slug, match.score) for match in read(text).matches][:1] == [("framework-integration", 0.3)]
    assert read("    at site-packages/mistralai/chat.py:7\nTypeError: nobody has seen this before").matches == []
    assert read(text.replace("mistral", "other")).matches == [], "no word of Mistral"


def test_the_module_of_the_exception_decides_before_the_frames_of_the_server() -> None:
    text = "httpx.ResponseNotRead: Attempted to access streaming response content, without having called `read()`.\n"
    frame = '  File "/app/site-packages/sanic/app.py", line 1385, in handle_request\n'
    assert [match.slug for match in read(text + frame).matches][:1] == ["response-not-read"]


def test_a_status_is_no_candidate_beside_a_message() -> None:
    text = "mistralai.client.errors.SDKError: API error occurred: Status 400. Body: Invalid model: mistral-x"
    assert [match.slug for match in read(text).matches] == ["invalid-model"]


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
