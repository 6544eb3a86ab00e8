"""Facts are read out of every notation that the clients print."""

from __future__ import annotations

import pytest

from mistral_playbooks.content.regex_subset import fault
from mistral_playbooks.diagnosis.facts import Unusable, decode, read_facts, readable
from mistral_playbooks.diagnosis.loose_json import read as objects
from mistral_playbooks.support.redact import excerpt, mask


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("API error occurred: Status 429. Body: {}", 429),
        ("API error occurred: Status 429\n{}", 429),
        ('API error occurred: Status 502 Content-Type "text/html; charset=utf-8". Body: <html>', 502),
        ("Error code: 429 - {'object': 'error'}", 429),
        ("Error code: 401", 401),
        ("HTTP 429", 429),
        ("HTTP/2 503", 503),
        ("HTTP/1.1 422 Unprocessable Entity", 422),
        ("429 Too Many Requests", 429),
        ("status_code: 429", 429),
        ("status_code=422, model_name='x'", 422),
        ("statusCode: 401,", 401),
        ("[429]", 429),
        ("status [401]", 401),
        ('"raw_status_code":429', 429),
        ('\\"raw_status_code\\":400', 400),
        ("422 status code (no body)", 422),
        ("Client error '401 Unauthorized' for url 'https://api.mistral.ai/v1/models'", 401),
        ("Error response 400 while fetching https://api.mistral.ai/v1/chat/completions: x", 400),
        ("Status: 401. Message: x", 401),
        ("we get a 429 from Mistral since this morning", 429),
        ("Mistral API: 402", 402),
        ("everything answers 429 until next month", 429),
        ("mistral 429s all the time", 429),
        ("402 errors on every model", 402),
        ("Request failed with status code 400", 400),
        ("Mistral API error (404): nothing", 404),
        ("the server returned 503", 503),
        ('422 {"detail":[]}', 422),
        ("400 Invalid model: foo", 400),
        ("curl: (22) The requested URL returned error: 401", 401),
        ("httpStatus = 500", 500),
        ("502 Bad Gateway", 502),
        ("<h1>502 Bad Gateway</h1>", 502),
        ("Status Code: 401\n", 401),
        ("\x1b[31mstatus\x1b[0m: \x1b[1m429\x1b[0m", 429),
        ("{'status': 429, 'message': 'x'}", 429),
    ],
)
def test_status_in_each_notation(text: str, status: int) -> None:
    assert read_facts(text).statuses == [status]


@pytest.mark.parametrize(
    "text",
    [
        'File "a.py", line 401, in main',
        "listening on port 443 and 429 workers",
        "used 422 tokens of 500",
        "at file:///home/user/app.mjs:404:17",
        "2024-04-29 request 4290001",
        "req_422abc",
        "in 429 ms",
        "error after 500 ms",
        "response 404.5 kB",
        "Prompt contains 400 tokens",
        "id 401e7a",
        "the API gets 500 requests and 400 rows",
        "mistral-small 422 tokens",
    ],
)
def test_other_numbers_are_no_status(text: str) -> None:
    assert read_facts(text).statuses == []


BODY = '{"object":"error","message":"Invalid model: zeta","type":"invalid_model","param":null,"code":"1500"}'


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "openai.BadRequestError: Error code: 400 - {'object': 'error', 'message': 'Invalid model: zeta', "
        "'type': 'invalid_model', 'param': None, 'code': '1500'}",
        '{"error": "upstream said ' + BODY.replace('"', '\\"') + '"}',
        '{"a": "' + ('{"b": "' + BODY.replace('"', '\\"') + '"}').replace("\\", "\\\\").replace('"', '\\"') + '"}',
        BODY.replace('"', '\\"'),
        BODY[:-2],
        "Object { object: \"error\", message: \"Invalid model: zeta\", type: \"invalid_model\", code: \"1500\" }",
        "responseBody: '{\"object\":\"error\",\"message\":\"Invalid model: zeta\",' +\n"
        "    '\"type\":\"invalid_model\",\"param\":null,\"code\":\"1500\"}',\n  isRetryable: false",
        '"object": "error",\n"message": "Invalid model: zeta",\n"type": "invalid_model",\n"code": "1500"',
        "INFO x { not json\n" + BODY + "\n} more {",
        BODY.replace(':"', ":“").replace('",', "”,").replace('"}', "”}"),
        "&quot;".join(BODY.split('"')),
    ],
)  # fmt: skip
def test_body_in_each_notation(text: str) -> None:
    report = read_facts(text)
    assert "Invalid model: zeta" in report.messages
    assert "invalid_model" in report.types
    assert "1500" in report.codes


def test_integer_code_and_nested_detail() -> None:
    report = read_facts('{"object":"Error","message":"Not so","type":"invalid_request_error","code":3230}')
    assert (report.codes, report.messages) == (["3230"], ["Not so"])
    report = read_facts(
        'Body: {"object":"error","message":{"detail":[{"type":"enum","loc":["body","x"],"msg":"Input should be y",'
        '"input":{"type":"function","message":"mine"}}]},"type":"invalid_request_error","code":null}'
    )
    assert report.messages == ["Input should be y"]
    assert "enum" in report.types
    assert "function" not in report.types


def test_message_in_a_request_payload_is_no_answer() -> None:
    text = '{"model":"m","messages":[{"role":"user","content":"Invalid model: x","type":"a","message":"b"}]}'
    assert read_facts(text).messages == []


def test_exceptions_last_raised_last() -> None:
    text = (
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nKeyError: 'x'\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        'Traceback (most recent call last):\n  File "a.py", line 9, in <module>\n'
        "mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 401. Body: {}\n"
    )
    report = read_facts(text)
    assert report.exceptions == ["KeyError", "SDKError"]
    assert report.focus > 0.3
    assert read_facts("APICallError [AI_APICallError]: Nope").exceptions == ["APICallError"]


def test_escaped_unclosed_and_deep_notation_is_survived() -> None:
    unclosed = "{'a': 'b" + "\\" * 3000
    for text in ("{" * 5000, "[" * 5000 + '{"message":"x"', '{"a":' * 3000, unclosed, '{"a":"{"a":"'):
        objects(text)
    assert objects('{"error":{"message":"{"detail":[{"msg":"deep"}]}"}}')[-1]["detail"] == [{"msg": "deep"}]


def test_unusable() -> None:
    for text in ("", "  \n\t", "\x00\x01\x02" * 50, "\ufeff"):
        with pytest.raises(Unusable):
            readable(text)
    with pytest.raises(Unusable):
        decode(b"\x7fELF\x00\x00\x01")
    assert decode("Zażółć".encode()) == "Zażółć"
    assert decode(b"\xff\xfe" + "Status 401".encode("utf-16-le")).endswith("Status 401")
    assert decode("Schlüssel".encode("cp1252")) == "Schlüssel"


@pytest.mark.parametrize(
    "secret",
    [
        "Authorization: Bearer 0123456789abcdef",
        "Illegal header value b'Bearer  good-key\\n'",
        'api_key="A1b2C3d4E5f6"',
        "MISTRAL_API_KEY=A1b2C3d4E5f6G7",
        '"x-api-key": "A1b2C3d4E5f6"',
        "key is Zx81Zx81Zx81Zx81Zx81Zx81Zx81Zx81",
        "sk-proj-abcdefghijklmnop0123",
        "the model prod_Zx81Zx81Zx81Zx81Zx81Zx81Zx81Zx81_1",
        "github_pat_11ABCDEFG0A1b2C3d4E5f6",
    ],
)
def test_keys_are_masked(secret: str) -> None:
    shown = mask(secret)
    assert "[secret]" in shown
    for part in ("0123456789abcdef", "good-key", "A1b2C3d4E5f6", "Zx81Zx81", "abcdefghijklmnop"):
        assert part not in shown


def test_harmless_text_is_not_masked() -> None:
    text = "Tool call id was call_98660886 but must be a-z; Status 401, api_key: None"
    assert mask(text) == text
    path = "/v1/conversations/conv_01a22392d2b47fdf8b17adb01b2620a8/restart"
    assert mask(path) == path


def test_excerpt_is_one_safe_line() -> None:
    assert excerpt("a\x1b[31m\nb\u202e", 10) == "a [31m b"
    assert len(excerpt("x" * 500, 50)) == 50


@pytest.mark.parametrize(
    "expression",
    [
        "Unexpected role '\\w{1,20}' after role",
        "cannot import name '(?:Mistral|MistralClient)' from 'mistralai",
        "Prompt contains \\d+ tokens",
        "status [45]\\d\\d of .{1,40} refused",
        "^Invalid model: .*$",
        "first thing|second thing",
    ],
)
def test_subset_accepts(expression: str) -> None:
    assert fault(expression) is None


@pytest.mark.parametrize(
    "expression",
    [
        "(word)\\1 here",
        "(?P<name>word)", "(?<name>word)", "(?=word)abcd", "(?!word)abcd", "(?<=word)abcd", "(?i)word",
        "word(a+)+", "word(?:a*b)*", "word(?:a{2,})+", "word++x", "(?>word)", "word(", "word)", "[word", "*word",
        ".*", "\\d+", "a.*b.*c.*word", "\\Aword", "\\pLword", "abc|\\d", "word{", "x\\k<n>word",
        "Fehler: \u00fcbel", "word\u017f",
    ],
)  # fmt: skip
def test_subset_refuses(expression: str) -> None:
    assert fault(expression)
