"""What a text is that no class fits, and that what several classes share decides for none of them."""

from __future__ import annotations

import pytest

from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import SURE, Answer, examine

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
        # OpenStack's workflow service has Mistral's name
        "ERROR mistral.actions.openstack.base [-] AttributeError: 'Client' object has no attribute 'floating_ips'",
        "$ st2 run examples.mistral-basic\nERROR: 400 Client Error: Bad Request\nMESSAGE: Additional properties",
        # whoever runs a server says so
        "Our ingress answers no Route matched with those values since the Helm upgrade.",
        "Istio says 503, upstream connect error or disconnect/reset before headers",
        # this API says it in JSON
        "1 validation error for Job\nname\n  Extra inputs are not permitted [type=extra_forbidden, input_value='x']",
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
    assert [(match.slug, match.score) for match in read(text).matches] == [("framework-integration", 0.2)]
    asked = read("crewai with mistral: the request fails, the role of the last message is assistant").matches
    assert [match.slug for match in asked][:1] == ["last-message-role"], "its words say more than the framework's name"
    assert read("    at site-packages/mistralai/chat.py:7\nTypeError: nobody has seen this before").matches == []
    assert read(text.replace("mistral", "other")).matches == [], "no word of Mistral"


def test_the_module_of_the_exception_decides_before_the_frames_of_the_server() -> None:
    text = "httpx.ResponseNotRead: Attempted to access streaming response content, without having called `read()`.\n"
    frame = '  File "/app/site-packages/sanic/app.py", line 1385, in handle_request\n'
    assert [match.slug for match in read(text + frame).matches][:1] == ["response-not-read"]


def test_a_status_is_no_candidate_beside_a_message() -> None:
    text = "mistralai.client.errors.SDKError: API error occurred: Status 400. Body: Invalid model: mistral-x"
    assert [match.slug for match in read(text).matches] == ["invalid-model"]
