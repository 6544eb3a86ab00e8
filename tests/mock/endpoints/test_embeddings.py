"""Embeddings: vectors that can be used, and every limit of the endpoint."""

from __future__ import annotations

import base64
import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.api import send
from mistral_playbooks.mock import Api, Exchange, Response, Settings


def embed(api: Api | None = None, **fields: Any) -> tuple[Response, Any, Exchange]:
    """An embeddings request with a sound model and input unless given."""
    return send(api or Api(), {"model": "mistral-embed", "input": "Ruby is great", **fields}, path="/v1/embeddings")


def vectors(**fields: Any) -> list[list[float]]:
    response, body, _ = embed(**fields)
    assert response.status == 200, body
    return [row["embedding"] for row in body["data"]]


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_the_body_is_the_recorded_one():
    response, body, _ = embed(input=["Ruby", "Python", "JavaScript"])
    assert list(body) == ["id", "object", "data", "model", "usage"]
    assert (body["object"], body["model"], len(body["id"])) == ("list", "mistral-embed", 32)
    assert [(row["object"], row["index"], len(row["embedding"])) for row in body["data"]] == [
        ("embedding", 0, 1024),
        ("embedding", 1, 1024),
        ("embedding", 2, 1024),
    ]
    usage = body["usage"]
    assert usage == {
        "prompt_audio_seconds": None,
        "prompt_tokens": usage["total_tokens"],
        "total_tokens": usage["total_tokens"],
        "completion_tokens": 0,
        "request_count": None,
        "prompt_tokens_details": None,
        "completion_tokens_details": None,
        "service_tier": None,
        "prompt_token_details": None,
    }
    shown = [name for name, _ in response.headers if name.startswith("x-ratelimit") or name.startswith("x-max")]
    assert shown == [
        "x-ratelimit-tokens-query-cost",
        "x-ratelimit-limit-req-minute",
        "x-ratelimit-remaining-req-minute",
    ]
    assert response.header("x-ratelimit-tokens-query-cost") == str(usage["total_tokens"])


def test_the_journal_has_the_first_number_of_the_last_vector():
    """A published program prints it, and so shows that it received the answer."""
    _, body, exchange = embed(input=["Ruby", "Python"])
    assert exchange.answer == json.dumps(body["data"][-1]["embedding"][0])
    (numbers,) = vectors(model="codestral-embed")
    assert embed(model="codestral-embed", encoding_format="base64")[2].answer == json.dumps(numbers[0])
    assert embed(model="codestral-embed", output_dtype="int8")[2].answer is None


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_vectors_have_unit_length_and_are_those_of_the_text_alone(texts):
    found = vectors(input=texts)
    assert found == [vectors(input=text)[0] for text in texts]
    assert all(math.isclose(cosine(one, one), 1, abs_tol=2e-3) for one in found)
    assert len({tuple(one) for one in found}) == len(set(texts))


def test_a_search_finds_the_text_that_is_alike():
    texts = ["How do I reset my password?", "Opening hours of the museum", "The recipe for apple pie"]
    known = vectors(input=texts)
    asked = vectors(input="I forgot my password, how can I reset it?")[0]
    scores = [cosine(asked, one) for one in known]
    assert scores.index(max(scores)) == 0
    assert max(scores) < 0.99


def test_models_and_seeds_have_vectors_of_their_own():
    assert vectors() != vectors(model="codestral-embed", output_dimension=1024)
    assert embed(Api(Settings(seed="other")))[1]["data"] != embed()[1]["data"]


def test_codestral_embed_takes_a_dimension_and_a_short_vector_is_the_beginning_of_the_long_one():
    (usual,) = vectors(model="codestral-embed")
    (long,) = vectors(model="codestral-embed", output_dimension=3072)
    (short,) = vectors(model="codestral-embed", output_dimension=256)
    assert (len(usual), len(long), len(short)) == (1536, 3072, 256)
    scale = math.sqrt(sum(value * value for value in long[:256]))
    assert all(math.isclose(a, b / scale, abs_tol=1e-3) for a, b in zip(short, long, strict=False))


def test_mistral_embed_takes_no_dimension():
    response, body, _ = embed(output_dimension=512)
    assert response.status == 400
    assert body == {
        "object": "error",
        "message": "This model does not support output_dimension.",
        "type": "invalid_request_invalid_args",
        "param": None,
        "code": "3051",
        "raw_status_code": 400,
    }
    assert embed(model="codestral-embed", output_dimension=3073)[1]["code"] == "3051"


@pytest.mark.parametrize(
    ("kind", "size", "least", "most"),
    [("int8", 1024, -127, 127), ("uint8", 1024, 1, 255), ("binary", 128, -128, 127), ("ubinary", 128, 0, 255)],
)
def test_other_types_are_whole_numbers_in_their_range(kind, size, least, most):
    (numbers,) = vectors(output_dtype=kind)
    assert len(numbers) == size
    assert all(isinstance(one, int) and least <= one <= most for one in numbers)
    assert len(set(numbers)) > 30


def test_binary_holds_the_signs():
    (floats,) = vectors()
    (bits,) = vectors(output_dtype="ubinary")
    assert [value > 0 for value in floats[:8]] == [c == "1" for c in f"{bits[0]:08b}"]
    assert vectors(output_dtype="binary")[0] == [one - 128 for one in bits]


def test_base64_holds_the_same_numbers():
    code = {"model": "codestral-embed"}
    (floats,) = vectors(**code)
    (text,) = vectors(**code, encoding_format="base64")
    assert list(struct.unpack("<1536f", base64.b64decode(str(text)))) == floats
    (text,) = vectors(**code, encoding_format="base64", output_dtype="int8")
    assert list(struct.unpack("<1536b", base64.b64decode(str(text)))) == vectors(**code, output_dtype="int8")[0]


def test_mistral_embed_returns_numbers_even_for_base64():
    """Reported live 2026-06-09 and 2026-08-11: OpenAI's JavaScript SDK makes 256 zeros of them."""
    assert vectors(encoding_format="base64") == vectors()
    assert vectors(model="mistral-embed-2312", encoding_format="base64") == vectors()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"input": ["x"] * 257}, "Too many inputs in request, split into more batches."),
        ({"input": ["x" * 20_000] * 20}, "Too many tokens overall, split into more batches."),
        ({"input": ["x", "x" * 40_000]}, "Input id 1 has 10002 tokens, exceeding max 8192 tokens."),
        ({"input": []}, "Please provide at least one input element."),
    ],
)
def test_too_much_and_nothing_are_refused(fields, message):
    response, body, _ = embed(**fields)
    assert response.status == 400
    assert body == {
        "object": "error",
        "message": message,
        "type": "invalid_request_prompt",
        "param": None,
        "code": "3210",
        "raw_status_code": 400,
    }
    assert response.header("x-ratelimit-limit-req-minute") is None


def test_as_many_as_the_api_takes():
    assert len(vectors(input=["x"] * 256)) == 256


@pytest.mark.parametrize("model", ["nope", "mistral-small-latest", ""])
def test_what_embeds_nothing_is_an_invalid_model(model):
    _, body, _ = embed(model=model)
    assert (body["type"], body["code"], body["message"]) == ("invalid_model", "1500", f"Invalid model: {model}")


@pytest.mark.parametrize(
    ("fields", "items"),
    [
        ({"user": "me"}, [("extra_forbidden", ["body", "EmbeddingRequest", "user"])]),
        ({"dimensions": 512}, [("extra_forbidden", ["body", "EmbeddingRequest", "dimensions"])]),
        ({"output_dimension": 0}, [("greater_than", ["body", "EmbeddingRequest", "output_dimension"])]),
        ({"output_dtype": "half"}, [("enum", ["body", "EmbeddingRequest", "output_dtype"])]),
        (
            {"input": [1]},
            [
                ("string_type", ["body", "EmbeddingRequest", "input", "str"]),
                ("string_type", ["body", "EmbeddingRequest", "input", "list[str]", 0]),
            ],
        ),
    ],
)
def test_the_body_is_judged_and_items_bear_the_name_of_the_request(fields, items):
    response, body, _ = embed(**fields)
    assert response.status == 422
    assert [(one["type"], one["loc"]) for one in body["message"]["detail"]] == items


def test_limits_count_requests_alone(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text(json.dumps({"mistral-embed": {"requests": 2, "tokens": 1}}))
    api = Api(Settings(limits=limits), clock=lambda: 1_000.0)
    assert [embed(api)[0].status for _ in range(3)] == [200, 200, 429]


def test_a_scripted_body_is_sent_as_it_is():
    api = Api()
    api.reply({"data": [], "object": "list"})
    assert embed(api)[1] == {"data": [], "object": "list"}
    assert len(embed(api)[1]["data"]) == 1


def test_what_is_no_unicode_survives():
    response, body, _ = send(Api(), b'{"model": "mistral-embed", "input": ["\\ud800", ""]}', path="/v1/embeddings")
    assert response.status == 200
    assert [len(row["embedding"]) for row in body["data"]] == [1024, 1024]


def test_a_model_outside_the_plan_is_refused_before_what_it_cannot(tmp_path):
    limits = tmp_path / "limits.json"
    limits.write_text(json.dumps({"mistral-embed": {"refused": "tier_not_allowed"}}))
    api = Api(Settings(limits=limits))
    response, body, _ = embed(api, output_dimension=3)
    assert (response.status, body["code"]) == (403, "1910")
    assert embed(api, model="codestral-embed")[0].status == 200
