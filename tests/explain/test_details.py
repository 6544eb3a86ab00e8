"""What a text tells beyond its class: a field of the wrong name or place, a model of another endpoint."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mistral_playbooks.check.verdict import playbook, refusal
from mistral_playbooks.content import catalog
from mistral_playbooks.diagnosis import diagnose
from mistral_playbooks.explain import render
from mistral_playbooks.explain.fields import first_step
from mistral_playbooks.mock import Api, Request, Settings

CATALOG = catalog.load()
GENERAL = "What the class says."
CHAT = [{"role": "user", "content": "Hi"}]
HEADERS = {"authorization": "Bearer test", "content-type": "application/json"}


def answer(path: str, body: dict[str, Any]) -> str:
    response, _ = Api(Settings()).handle(Request("POST", path, "", HEADERS, json.dumps(body).encode()))
    assert response.status == 422
    return response.content.decode()


CASES = [
    ("/v1/embeddings", {"model": "mistral-embed", "inputs": ["a"]}, "Rename `inputs` to `input`."),
    ("/v1/embeddings", {"model": "mistral-embed", "text": "a"}, "Rename `text` to `input`."),
    ("/v1/embeddings", {"model": "mistral-embed", "inputs": ["a"], "user": "u"},
     "Rename `inputs` to `input`. Remove `user`."),
    ("/v1/embeddings", {"model": "mistral-embed", "dimension": 3}, GENERAL),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "inputs": CHAT}, "Rename `inputs` to `messages`."),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "prompt": "Hi"},
     'Rename `prompt` to `messages`, and make it a list: `[{"role": "user", "content": "…"}]`.'),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "message": CHAT}, "Rename `message` to `messages`."),
    ("/v1/chat/completions", {"model_name": "mistral-small-latest", "messages": CHAT}, GENERAL),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "messages": CHAT, "user": "u", "store": True, "x": 1},
     f"Remove `user` and `store`. {GENERAL}"),
    ("/v1/conversations", {"model": "mistral-small-latest", "messages": CHAT}, "Rename `messages` to `inputs`."),
    ("/v1/conversations", {"model": "mistral-small-latest", "inputs": "Hi", "temperature": 0.2, "max_tokens": 9},
     "Move `temperature` and `max_tokens` into `completion_args`."),
    ("/v1/conversations", {"model": "mistral-small-latest", "messages": CHAT, "temperature": 0.2},
     "Rename `messages` to `inputs`. Move `temperature` into `completion_args`."),
    ("/v1/conversations", {"model": "mistral-small-latest", "inputs": "Hi", "n": 2, "top_p": 0.5},
     f"Move `top_p` into `completion_args`. {GENERAL}"),
    ("/v1/ocr", {"model": "mistral-ocr-latest", "documents": {"type": "document_url"}},
     "Rename `documents` to `document`."),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "messages": CHAT, "maxTokens": 9, "temprature": 0.2},
     "Rename `maxTokens` to `max_tokens`. Rename `temprature` to `temperature`."),
    ("/v1/chat/completions", {"model": "mistral-small-latest", "messages": CHAT, "seed": 1, "logit_bias": {}},
     f"Rename `seed` to `random_seed`. {GENERAL}"),
    ("/v1/chat/completions", {"model": "mistral-small-latest",
                              "messages": [{"role": "tool", "content": "1", "toolCallId": "a"}]},
     "Rename `toolCallId` to `tool_call_id`."),
    # No field of a request, although like those of objects in it.
    ("/v1/chat/completions", {"model": "mistral-small-latest", "messages": CHAT, "functions": [], "image_urls": []},
     GENERAL),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "step"), CASES)
def test_a_field_is_renamed_or_moved_where_the_items_tell(path: str, body: dict[str, Any], step: str) -> None:
    text = answer(path, body)
    assert first_step(text, GENERAL) == step
    assert first_step(f"openai.UnprocessableEntityError: Error code: 422 - {json.loads(text)}", GENERAL) == step


@pytest.mark.parametrize(
    "text",
    [
        "",
        "extra_forbidden",
        '{"detail":[{"type":"extra_forbidden","loc":[]},{"type":"missing","loc":"body"},{"loc":["body","a"]}]}',
        '{"detail":[{"type":"extra_forbidden","loc":["body","messages",0,"name"]},'
        '{"type":"missing","loc":["body","messages",1,"name"]}]}',
        # What the program sent is no item of the answer.
        '{"detail":[{"type":"extra_forbidden","loc":["body","x"],"input":{"detail":[{"type":"missing","loc":'
        '["body","X"]}]}}]}',
    ],
)
def test_otherwise_the_class_speaks(text: str) -> None:
    assert first_step(text, GENERAL) == GENERAL


def test_a_name_that_looks_like_a_key_is_masked() -> None:
    name = "prompt0123456789abcdefghijklmnopqrstuv"
    items = [{"type": "extra_forbidden", "loc": ["body", name]}, {"type": "missing", "loc": ["body", name + "s"]}]
    assert name not in first_step(json.dumps({"detail": items}), GENERAL)


def test_check_and_explain_print_it() -> None:
    body = {"model": "mistral-embed", "inputs": ["a"]}
    error = refusal(body)
    assert error
    match = playbook(error)
    assert match
    assert (match.slug, match.first_step) == ("extra-forbidden", "Rename `inputs` to `input`.")
    for json_wanted in (False, True):
        out = io.StringIO()
        assert render.run(answer("/v1/embeddings", body), io.StringIO(), json=json_wanted, out=out) == 0
        assert "Rename `inputs` to `input`." in out.getvalue()


@pytest.mark.parametrize(
    ("model", "cause", "instead"),
    [
        ("mistral-small-latest", "wrong-endpoint", None),
        ("voxtral-mini-latest", "wrong-endpoint", None),
        ("mistral-large-2402", "retired", "mistral-large-latest"),
        ("open-mistral-7b", "retired", "ministral-8b-latest"),
        ("mistral-tiny", "retired", "ministral-8b-latest"),
        ("pixtral-12b-latest", "retired", "ministral-14b-latest"),
        ("mistral-smal-latest", None, "mistral-small-latest"),
        ("mistral-small", None, "mistral-small-latest"),
        ("no-such-model", None, None),
        ("gpt-4o", None, None),
    ],
)
def test_a_known_model_is_no_unknown_id(model: str, cause: str | None, instead: str | None) -> None:
    """Its id stands in the list of models, so copying it from there does not help."""
    error = f'Status 400. Body: {{"object":"error","message":"Invalid model: {model}","type":"invalid_model"}}'
    out = io.StringIO()
    render.run(error, io.StringIO(), json=True, out=out)
    first = json.loads(out.getvalue())["matches"][0]
    assert (first["slug"], first["cause"]) == ("invalid-model", cause)
    named = CATALOG.playbooks["invalid-model"].cause(cause)
    if instead:
        assert f"`{instead}`" in first["first_step"]
    else:
        assert first["first_step"] == named.action


def test_check_says_it_of_a_body() -> None:
    error = refusal({"model": "mistral-small-latest", "input": ["a"]})
    assert error
    match = playbook(error)
    assert match
    assert match.cause == "wrong-endpoint"


@pytest.mark.parametrize("message", ["Conversation must have at least one message",
                                     "Conversation must start with a user message or system message"])  # fmt: skip
def test_a_list_without_a_first_message_has_a_cause(message: str) -> None:
    error = f'{{"object":"error","message":"{message}","type":"invalid_request_message_order","code":"3230"}}'
    found = diagnose(f"Status 400. Body: {error}", CATALOG, 1)[0]
    assert (found.slug, found.cause) == ("message-order", "empty")
    assert found.score >= 0.8


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("curl https://api.mistral.ai/v1/models -H 'Authorization: Bearer $MISTRAL_API_KEY'", True),
        ("curl https://api.mistral.ai/v1/models -H 'Authorization:Bearer ${KEY}'", True),
        ("> authorization: Bearer $MISTRAL_API_KEY", True),
        ('curl https://api.mistral.ai/v1/models -H "Authorization: Bearer $MISTRAL_API_KEY"', False),
        ("> authorization: Bearer [hidden]", False),
    ],
)
def test_a_key_that_the_shell_did_not_expand_is_told(sent: str, told: bool) -> None:
    out = io.StringIO()
    render.run(f'{sent}\n{{"detail":"Invalid API Key"}}', io.StringIO(), json=True, out=out)
    first = json.loads(out.getvalue())["matches"][0]
    assert first["slug"] == "unauthorized"
    assert ("double quotes" in first["first_step"]) is told
    assert CATALOG.playbooks["unauthorized"].cause("no-key").id == "no-key"


def test_a_body_that_is_not_json_is_told_with_its_place() -> None:
    response, _ = Api(Settings()).handle(Request("POST", "/v1/chat/completions", "", HEADERS, b'{"a": "b"c"}'))
    out = io.StringIO()
    assert render.run(f"Status 422. Body: {response.content.decode()}", io.StringIO(), json=True, out=out) == 0
    assert "At character 9: Expecting ',' delimiter. Build the body with a JSON library" in out.getvalue()


@pytest.mark.parametrize(
    ("callable", "foreign"),
    [("Agent.__init__", True), ("AsyncClient.__init__", True), ("Chat.complete", False), ("Mistral.__init__", False)],
)
def test_an_argument_of_another_package_is_not_put_down_to_mistrals_sdk(callable: str, foreign: bool) -> None:
    text = f"from mistralai import Mistral\nTypeError: {callable}() got an unexpected keyword argument 'instrument'"
    out = io.StringIO()
    render.run(text, io.StringIO(), out=out)
    assert (f"`{callable}()` does not belong to Mistral's SDK" in out.getvalue()) is foreign


def test_an_argument_of_a_route_without_a_body_is_refused_by_the_client() -> None:
    """The batch job had no output file yet. `Read loc`, as for an answer of the API, helps nobody."""
    text = (
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for FilesAPIRoutesDownloadFileRequest\n"
        "file_id\n  Input should be a valid string [type=string_type, input_value=None, input_type=NoneType]"
    )
    out = io.StringIO()
    render.run(f'  File "/x/mistralai/files.py", line 809, in download\n{text}', io.StringIO(), json=True, out=out)
    first = json.loads(out.getvalue())["matches"][0]
    assert (first["slug"], first["cause"]) == ("request-validation", "other")
    assert first["first_step"].startswith("`file_id` is None. ")


@pytest.mark.parametrize(
    ("error", "cause", "step"),
    [
        ("ImportError: cannot import name 'RateLimitError' from 'mistralai.client.errors' (/x/errors/__init__.py)",
         "modules", "The SDK has no class `RateLimitError`."),
        ("AttributeError: 'Mistral' object has no attribute 'ocr'", "old-sdk", "Your SDK is older than `client.ocr`."),
        ("TypeError: client.chatStream is not a function", "old-client", "`client.chatStream` is from version 0"),
    ],
)  # fmt: skip
def test_a_name_that_the_installed_sdk_lacks_is_told(error: str, cause: str, step: str) -> None:
    out = io.StringIO()
    render.run(error, io.StringIO(), json=True, out=out)
    first = json.loads(out.getvalue())["matches"][0]
    assert (first["slug"], first["cause"]) == ("import-error", cause)
    assert first["first_step"].startswith(step)


@pytest.mark.parametrize("name", ["SDKError", "MistralAPIException", "HTTPValidationError", "UserMessage"])
def test_a_class_that_some_version_has_is_a_matter_of_the_import(name: str) -> None:
    out = io.StringIO()
    render.run(f"ImportError: cannot import name '{name}' from 'mistralai' (unknown location)", io.StringIO(), out=out)
    assert "has no class" not in out.getvalue()


ISSUES = (
    '[{"expected":"string","code":"invalid_type","path":["model"],"message":"Invalid input: expected string, received '
)


@pytest.mark.parametrize(
    ("error", "slug", "cause", "step"),
    [
        (f'SDKValidationError: Input validation failed: {ISSUES}null"}}]', "request-validation", "other",
         "`model` is null."),
        ('Status 404. Body: {"object":"error","message":"Agent with id  was not found.","code":"3000"}',
         "conversation-not-found", "agent", "The id is empty."),
        ("Status 400: Image, 'data:image/jpeg;base64,None', could not be loaded as a valid image", "image-input",
         None, "Your program sends no image and no document"),
        ("Status 422: Document content must be a URL (starting with 'https') Received: data:image/png;base64,iVBO",
         "ocr-document", None, "This is an image."),
        ("ImportError: cannot import name 'errors' from 'mistralai' (/x/site-packages/mistralai/__init__.py)",
         "import-error", "old-sdk", "Your SDK is 1.x"),
        ("dial tcp: lookup api.mistral.ai: no such host", "connection-error", "dns", "Compare the name"),
        ("Status 404 https://api.mistral.ai/v1/chat/completions/chat/completions no Route matched with those values",
         "route-not-found", "whole-endpoint", "Make it https://api.mistral.ai/v1/chat/completions."),
        ("Status 404 https://api.mistral.ai/chat/completions no Route matched with those values",
         "route-not-found", "version", "Make it https://api.mistral.ai/v1/chat/completions."),
        ("Status 404 https://api.mistral.ai/v1/generate no Route matched with those values",
         "route-not-found", "no-endpoint", "Use "),
    ],
)  # fmt: skip
def test_the_value_or_the_address_that_is_wrong_is_told(error: str, slug: str, cause: str | None, step: str) -> None:
    out = io.StringIO()
    render.run(error, io.StringIO(), json=True, out=out)
    first = json.loads(out.getvalue())["matches"][0]
    assert (first["slug"], first["first_step"][: len(step)]) == (slug, step)
    assert cause in (None, first["cause"])
