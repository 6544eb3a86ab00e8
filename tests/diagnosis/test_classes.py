"""Errors of clients and answers of the API are their class's; the same error of other software is nobody's."""

from __future__ import annotations

import json

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.content.response import ErrorResponse
from mistral_playbooks.diagnosis import LIKELY, SURE, diagnose
from mistral_playbooks.mock.faults.library import FILE
from mistral_playbooks.mock.validation import models

PAGES = catalog.load()
ROWS = json.loads(FILE.read_bytes())


def first(text: str):
    found = diagnose(text, PAGES)
    assert found, text
    return found[0]


def answered(message: object, type: str, code: str | None, status: int = 400) -> str:
    body = {"object": "error", "message": message, "type": type, "param": None, "code": code}
    return f"API error occurred: Status {status}. Body: {json.dumps(body)}"


ANSWERS = [
    ("message-order", answered("Unexpected role 'user' after role 'system'", "invalid_request_message_order", "3230")),
    ("image-input", answered("Image input is not enabled for this model", "invalid_request_invalid_args", "3051")),
    ("capacity-exceeded", answered("Service tier capacity exceeded for this model.", "x", "3505", 429)),
    ("capacity-exceeded", answered("Capacity exceeded for this model.", "engine_max_pending_tokens", "3810", 429)),
    ("gateway-error", answered("Service unavailable.", "internal_server_error", "3800", 503)),
    ("model-not-found", 'API error occurred: Status 404. Body: {"message":"Model ministral-2-latest was not found."}'),
    ("labs-not-enabled", answered("labs_not_enabled", "labs_not_enabled", "1913", 403)),
]


@pytest.mark.parametrize(("slug", "text"), ANSWERS)
def test_an_answer_of_its_own_is_the_class(slug: str, text: str) -> None:
    found = first(text)
    assert (found.slug, found.score >= SURE) == (slug, True), (found.slug, found.score, found.why)


def test_the_cause_of_a_refused_model_is_only_said_of_an_id_that_settles_it() -> None:
    """An id that another endpoint serves, or one that was retired. Every other can be refused for several reasons."""
    data = models.load()
    causes = {id: first(f"Invalid model: {id}").cause for id in data.known}
    for id, cause in causes.items():
        assert cause in {None, "wrong-endpoint" if id in data.served else "retired"} or id == "pixtral-12b", (id, cause)
    assert causes["voxtral-small-latest"] == causes["mistral-embed"] == "wrong-endpoint"
    assert causes["pixtral-large-latest"] == causes["open-mixtral-8x7b"] == "retired"
    # Both are documented, and no list has them. The second is retired, but not by its name.
    assert causes["voxtral-mini-transcribe-3-0"] is causes["mistral-ocr-2505"] is None
    assert first("Invalid model: mistral-ocr-lastest").cause is None


def test_too_many_words_to_listen_for_are_not_phrases() -> None:
    item = {"type": "too_long", "loc": ["context_bias"], "msg": "List should have at most 100 items after validation"}
    found = first(answered({"detail": [item]}, "invalid_request_error", None, 422))
    assert (found.slug, found.cause) == ("invalid-parameter", None)
    phrase = answered("Context bias item 'La Roche-Posay' must not contain commas or whitespace", "x", "3051")
    assert (first(phrase).slug, first(phrase).cause) == ("invalid-parameter", "context-bias")


def test_a_newer_voice_on_an_older_model_is_found_by_its_message() -> None:
    """The status and the message are reported, the type and the code are not known."""
    assert first(answered("voice is not supported for speech v1", "x", None)).slug == "voice-not-found"


def test_two_errors_in_one_answer_are_two_classes() -> None:
    """Two validation errors in one answer: each class shows one of them."""
    details = [
        {"type": "string_type", "loc": ["body", "x"], "msg": "Input should be a valid string"},
        {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"},
    ]
    text = f"Error response 422 while fetching https://api.mistral.ai/v1/chat: {json.dumps({'detail': details})}"
    found = diagnose(text, PAGES)
    assert {match.slug for match in found[:2]} == {"invalid-parameter", "extra-forbidden"}


CALL = '  File "/app/site-packages/mistralai/client/chat.py", line 141, in complete\n'
FROM_CLIENTS = [
    ("missing-api-key", f"{CALL}httpx2.LocalProtocolError: Illegal header value b'Bearer '"),
    ("missing-api-key", "KeyError: 'MISTRAL_API_KEY'"),
    ("install-failed", "ERROR: No matching distribution found for mistralai>=3"),
    ("install-failed", "ERROR: Could not find a version that satisfies the requirement mistralai-azure"),
    ("install-failed", "npm error notarget No matching version found for @mistralai/mistralai@2.2.9."),
    ("compromised-release", "pip list says mistralai 2.4.6"),
    ("compromised-release", "node_modules/@mistralai/mistralai@2.2.3 is in the lock file"),
    ("dependency-conflict", "ERROR: Cannot install mistralai==1.12.4 and pydantic-ai-slim[mistral]==2.68.0 because "
     "these package versions have conflicting dependencies."),
    ("dependency-conflict", "agent 0.3 requires mistralai<2, but you have mistralai 3.7.0 which is incompatible."),
    ("unexpected-argument", "TypeError: Mistral.__init__() got an unexpected keyword argument 'endpoint'"),
    ("unexpected-argument", f"{CALL}TypeError: Embeddings.create() got an unexpected keyword argument 'input'"),
    ("unexpected-argument", "TypeError: MistralClient.chat() got an unexpected keyword argument 'response_format'"),
    ("unexpected-argument", f"{CALL}TypeError: complete() got an unexpected keyword argument 'seed'"),
    ("request-validation", f"{CALL}ValueError: Could not find discriminator field role in {{'content': 'Hi'}}"),
    ("request-validation", "@mistralai/mistralai\nSDKValidationError: Input validation failed: [\n  {"),
    ("client-lifecycle", f"{CALL}RuntimeError: Event loop is closed"),
    ("client-lifecycle", f"{CALL}AttributeError: 'NoneType' object has no attribute 'build_request'"),
    ("connection-error", f"{CALL}httpx2.ConnectError: [Errno 111] Connection refused"),
    ("connection-error", "at @mistralai/mistralai\nConnectionError: Unable to make request: TypeError: fetch failed"),
    ("tls-error", f"{CALL}httpx2.ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
     "self-signed certificate (_ssl.c:1006)"),
    ("timeout", f"{CALL}httpx2.ReadTimeout: The read operation timed out"),
    ("timeout", "@mistralai/mistralai\nRequestTimeoutError: Request timed out: "
     "TimeoutError: The operation was aborted due to timeout"),
    ("client-url-error", f"{CALL}httpx2.UnsupportedProtocol: Request URL is missing "
     "an 'http://' or 'https://' protocol."),
    ("esm-commonjs", "Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/@mistralai/mistralai/index.js "
     "from /app/index.cjs not supported."),
    ("browser-cors", "Access to fetch at 'https://api.mistral.ai/v1/chat/completions' from origin "
     "'http://localhost:5173' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present"),
    ("response-not-read", f"{CALL}httpx.ResponseNotRead: Attempted to access streaming response content, without "
     "having called `read()`."),
    ("tool-arguments", f"{CALL}TypeError: the JSON object must be str, bytes or bytearray, not dict"),
    ("httpx2-migration", "After the update to mistralai 3: ModuleNotFoundError: No module named 'httpx'"),
    ("import-error", "AttributeError: 'Mistral' object has no attribute 'chat_stream'"),
    ("import-error", "@mistralai/mistralai\nTypeError: client.chat.completions.create is not a function"),
    ("client-lifecycle", "AttributeError: 'Mistral' object has no attribute 'close'"),
    ("fine-tuning-unavailable", "AttributeError: 'Mistral' object has no attribute 'fine_tuning'"),
    ("structured-output-parse", "SyntaxError: Unexpected end of JSON input\n"
     "    at convertToParsedChatCompletionResponse (file:///app/node_modules/@mistralai/mistralai/extra/structChat.js:25)"),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "text"), FROM_CLIENTS)
def test_an_error_that_starts_on_the_users_side_is_the_class(slug: str, text: str) -> None:
    found = first(text)
    least = LIKELY if slug == "compromised-release" else SURE  # a version may be named beside another error
    assert (found.slug, found.score >= least) == (slug, True), (found.slug, found.score, found.why)


OTHERS = [
    "ERROR: No matching distribution found for tensorflow==1.15",
    "ERROR: Could not find a version that satisfies the requirement torch==1.4 (from versions: 2.0.0, 2.0.1)",
    "ERROR: Cannot install flask==3.0 and werkzeug==1.0 because these package versions have conflicting dependencies.",
    "ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/en/latest/topics/dependency-resolution/",
    "botocore 1.34 requires urllib3<2.1, but you have urllib3 2.2.1 which is incompatible.",
    "npm error ERESOLVE unable to resolve dependency tree\nnpm error Found: react@18.2.0",
    "x No solution found when resolving dependencies: Because there are no versions of django>=9 ...",
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='internal.example.com', port=443): Max retries exceeded "
    "(Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed')))",
    "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    "Error: connect ECONNREFUSED 127.0.0.1:5432",
    "Error: getaddrinfo ENOTFOUND db.example.com",
    "File '/home/me/mistral-bot/db.py'\npsycopg2.OperationalError: "
    "connection to server failed: [Errno 111] Connection refused",
    "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at /home/me/mistral-bot/index.js:3",
    "File '/srv/mistral/site-packages/redis/connection.py'\nTimeoutError: The read operation timed out",
    "Access to fetch at 'https://api.example.com/items' from origin 'http://localhost:3000' has been blocked by CORS "
    "policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    "RuntimeError: Event loop is closed",
    "TypeError: Session.request() got an unexpected keyword argument 'proxy'",
    "A bot for Mistral AI\nTypeError: play() got an unexpected keyword argument 'volume'",
    "[mistral-bot] MongoNetworkTimeoutError: connection 3 to 127.0.0.1:27017 timed out",
    "mistral-bot | ERROR: could not connect to server: Connection timed out. Is the server running on host db?",
    "error[E0063]: missing field `role` in initializer of `ResponseMessage`\n  --> mistral-bot/src/main.rs:714:50",
    "src/mistral-app/App.tsx(3,4): error TS2322: Type 'string' is not assignable to type 'number'.",
    "AttributeError: 'Config' object has no attribute 'model_dump'\n  File '/srv/mistral_app/api.py'",
    "TypeError: the JSON object must be str, bytes or bytearray, not dict",
    "ModuleNotFoundError: No module named 'httpx'",
    "Error [ERR_REQUIRE_ESM]: require() of ES Module /app/node_modules/chalk/source/index.js not supported.",
    "SyntaxError: Cannot use import statement outside a module",
    "SyntaxError: Unterminated string in JSON at position 120",
    "DOMException [TimeoutError]: The operation was aborted due to timeout",
]  # fmt: skip


@pytest.mark.parametrize("text", OTHERS)
def test_the_same_error_of_other_software_is_not_answered_as_likely(text: str) -> None:
    """An exception's name alone may still list its classes as candidates."""
    assert [match for match in diagnose(text, PAGES) if match.score >= LIKELY] == []


def test_a_body_that_two_classes_send_is_asked_about() -> None:
    """A plan without quota gets the body of the rate limit, and a header that most people do not paste."""
    body = json.dumps({"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "code": "1300"})

    def found(text: str):
        return diagnose(text, PAGES)

    open_ = found(f"API error occurred: Status 429. Body: {body}")
    assert [match.slug for match in open_[:2]] == ["rate-limited", "zero-quota"]
    assert "curl -sS -D -" in str(open_[0].ask)
    decided = found(f"x-ratelimit-limit-req-minute: 0\nx-ratelimit-remaining-req-minute: 0\n\n{body}")
    assert (decided[0].slug, decided[0].ask, decided[0].retry) == ("zero-quota", None, "never")
    assert found(f"x-ratelimit-limit-req-minute: 50\nx-ratelimit-remaining-req-minute: 0\n\n{body}")[0].ask is None


def test_each_other_answer_of_a_class_leads_to_a_page() -> None:
    for causes in ROWS.values():
        for row in causes.values():
            reply = ErrorResponse.from_dict({key: row[key] for key in row if key != "source"})
            if reply.status and reply.status >= 400:
                assert first(f"API error occurred: Status {reply.status}. Body: {json.dumps(reply.body)}")


def test_words_of_a_generated_sdk_alone_are_not_sure() -> None:
    """Speakeasy has generated other vendors' SDKs, too."""
    said = "SDKError: API error occurred: Status 404. Body: {}"
    assert first(said.format("")).score < SURE
    assert first(said.format('{"message":"no Route matched with those values"}')).score >= SURE


URL = "https://api.mistral.ai/v1/chat/completions"
CUT = '{"object":"error","message":{"detail":[{"type":"'


@pytest.mark.parametrize(
    "text",
    [
        f"requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: {URL}",
        f"requests.exceptions.HTTPError: 422 Client Error: Unprocessable Entity for url: {URL}",
        f"httpx.HTTPStatusError: Client error '400 Bad Request' for url '{URL}'",
        f"httpx2.HTTPStatusError: Client error '422 Unprocessable Content' for url '{URL}'",
        f"aiohttp.client_exceptions.ClientResponseError: 422, message='Unprocessable Entity', url='{URL}'",
        f"AxiosError: Request failed with status code 422\n  config: {{ url: '{URL}' }}",
        f"urllib.error.HTTPError: HTTP Error 422: Unprocessable Entity\n{URL}",
        "main.go:33: mistral: unexpected status 400 Bad Request",
        f"Client error: `POST {URL}` resulted in a `422 Unprocessable Entity` response:\n{CUT} (truncated...)",
        f"Faraday::UnprocessableEntityError: the server responded with status 422 for POST {URL}",
    ],
)
def test_a_client_that_hides_the_body_is_told_to_print_it(text: str) -> None:
    found = first(text)
    assert (found.slug, found.cause) == ("hidden-error-body", "status-only")
    for shown in ("requests", "`error.response.text`", "`error.response.data` (axios)", "aiohttp"):
        assert shown in found.first_step


def test_a_body_that_is_shown_decides_before_the_client_that_may_hide_it() -> None:
    raised = f"requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: {URL}\n"
    assert first(raised + answered("Invalid model: mistral-x", "invalid_model", "1500")).slug == "invalid-model"
    cut = '{"object":"error","message":"Expected last role User or Tool (or Assistant with prefix True) for serving but'
    guzzle = f"Client error: `POST {URL}` resulted in a `400 Bad Request` response:\n{cut} (truncated...)"
    assert first(guzzle).slug == "last-message-role"


def test_an_answer_that_is_no_json_has_several_classes() -> None:
    found = diagnose("json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)", PAGES)
    assert {match.slug for match in found} == {"structured-output-parse", "tool-arguments", "hosted-elsewhere"}
    assert found[0].score < LIKELY
    assert found[0].ask
