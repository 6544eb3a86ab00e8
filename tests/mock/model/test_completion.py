"""What a 200 looks like, as JSON and as a stream, and what the mocked model says."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import Any

import pytest

from helpers.api import HELLO, MODEL, chat, frames
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.mock.media import audio as sounds
from mistral_playbooks.mock.model import answers

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def tool(name: str = "weather", parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": parameters or SCHEMA}}


def message(**fields: Any) -> dict[str, Any]:
    response, body, _ = chat(**fields)
    assert response.status == 200, body
    return body["choices"][0]["message"]


def test_json_has_the_recorded_keys_in_their_order():
    _, body, _ = chat(Api(clock=lambda: 1787150061.9))
    assert list(body) == ["id", "created", "model", "usage", "object", "choices"]
    assert re.fullmatch("[0-9a-f]{32}", body["id"])
    assert (body["created"], body["model"], body["object"]) == (1787150061, MODEL, "chat.completion")
    assert list(body["usage"]) == [
        "prompt_tokens", "total_tokens", "completion_tokens", "prompt_tokens_details", "service_tier",
    ]  # fmt: skip
    usage = body["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    (choice,) = body["choices"]
    assert list(choice) == ["index", "finish_reason", "message"]
    assert list(choice["message"]) == ["role", "tool_calls", "content"]
    assert (choice["finish_reason"], choice["message"]["tool_calls"]) == ("stop", None)


def test_it_says_at_least_min_tokens_unless_max_tokens_comes_before():
    assert chat(min_tokens=100)[1]["usage"]["completion_tokens"] >= 100
    assert chat(min_tokens=100, max_tokens=50)[1]["usage"]["completion_tokens"] == 50
    assert chat(min_tokens=10**9)[0].status == 200


def test_a_stop_is_looked_for_in_what_the_model_says_not_in_the_prefix():
    begun = [*HELLO, {"role": "assistant", "content": "Mocked: well", "prefix": True}]
    said = message(messages=begun, stop=[":"])["content"]
    assert said.startswith("Mocked: well Mocked answer ")
    assert said.count(":") == 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("model", "reached"), [("mistral-large-latest", "true"), (MODEL, "false")])
def test_a_header_about_retries_depends_on_the_model_alone(model, reached, stream):
    """maruel/genai@3bd0fdc8 mistral-large-2512/GenSync-OutOfOrder-1.yaml, 2026-10-05."""
    assert chat(model=model, stream=stream)[0].header("x-max-retry-attempts-reached") == reached


def test_large_4_has_the_keys_of_october():
    assert list(chat(model="mistral-large-4")[1]["choices"][0])[-2:] == ["logprobs", "prompt_logprobs"]


def test_a_stream_has_the_recorded_shape():
    response, _, exchange = chat(Api(clock=lambda: 1787150061.9), stream=True)
    assert response.chunks is not None
    assert response.chunks[-1] == b"data: [DONE]\n\n"
    data = frames(response)
    assert len(data) >= 4
    assert list(data[0]) == ["id", "object", "created", "model", "choices"]
    assert data[0]["choices"] == [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]
    for chunk in data[1:]:
        assert re.fullmatch("[a-z0-9]{1,36}", chunk["p"])
        assert "abcdefghijklmnopqrstuvwxyz0123456789".startswith(chunk["p"])
    for chunk in data[1:-1]:
        assert list(chunk) == ["id", "object", "created", "model", "choices", "p"]
        assert list(chunk["choices"][0]["delta"]) == ["content"]
        assert chunk["choices"][0]["finish_reason"] is None
    assert list(data[-1]) == ["id", "object", "created", "model", "choices", "usage", "p"]
    assert data[-1]["choices"][0]["finish_reason"] == "stop"
    assert data[-1]["usage"]["completion_tokens"] > 0
    assert {(one["id"], one["created"], one["object"]) for one in data} == {
        (data[0]["id"], 1787150061, "chat.completion.chunk")
    }
    assert "".join(one["choices"][0]["delta"]["content"] for one in data) == exchange.answer


def ends(**fields: Any) -> list[dict[str, Any]]:
    """The last frames of the same stream under two hundred seeds."""
    return [frames(chat(Api(Settings(seed=str(seed))), stream=True, **fields)[0])[-1] for seed in range(200)]


def test_the_last_frame_of_a_text_is_empty_in_two_of_five_streams():
    """August 2026: both forms in about these shares; of texts that `max_tokens` cut, all ended with text."""
    empty = [one["choices"][0]["delta"]["content"] == "" for one in ends()]
    assert 0.3 < sum(empty) / len(empty) < 0.5
    assert all(one["choices"][0]["delta"]["content"] for one in ends(max_tokens=5))
    assert all("usage" in one and one["choices"][0]["finish_reason"] == "stop" for one in ends())
    assert chat(stream=True)[0].chunks == chat(stream=True)[0].chunks


def test_padding_varies_and_lies_on_the_whole_range():
    lengths = {
        len(one["p"]) for seed in range(60) for one in frames(chat(Api(Settings(seed=str(seed))), stream=True)[0])[1:]
    }
    assert lengths == set(range(1, 37))


def test_answers_are_deterministic_and_depend_on_seed_and_request():
    def say(seed: str = "", **fields: Any) -> str:
        return chat(Api(Settings(seed=seed)), **fields)[2].answer or ""

    assert say() == say()
    assert chat(Api())[1]["id"] == chat(Api())[1]["id"]
    assert len({say(), say("a"), say("b"), say(temperature=1), say(messages=[*HELLO, *HELLO])}) == 5


def test_a_text_is_plain_and_can_be_found_verbatim_in_the_body():
    for seed in range(100):
        response, body, exchange = chat(Api(Settings(seed=str(seed))))
        text = body["choices"][0]["message"]["content"]
        assert re.fullmatch(r"Mocked answer [0-9a-f]{6}: [a-z ]+\.", text)
        assert 8 <= len(text.split()) - 3 <= 12
        assert text.encode() in response.body
        assert exchange.answer == text


def test_max_tokens_cuts_and_says_length():
    whole = chat()[1]
    tokens = whole["usage"]["completion_tokens"]
    _, body, _ = chat(max_tokens=5)
    (choice,) = body["choices"]
    assert choice["finish_reason"] == "length"
    assert body["usage"]["completion_tokens"] == 5
    assert choice["message"]["content"].startswith("Mocked answer ")
    assert chat(max_tokens=tokens + 20)[1]["choices"][0]["finish_reason"] == "stop"
    zero = chat(max_tokens=0)[1]
    assert (zero["choices"][0]["message"]["content"], zero["usage"]["completion_tokens"]) == ("", 0)
    assert frames(chat(max_tokens=5, stream=True)[0])[-1]["choices"][0]["finish_reason"] == "length"


def test_stop_ends_the_text():
    assert message(stop="answer")["content"] == "Mocked "
    assert message(stop=["zzz", " "])["content"] == "Mocked"
    assert chat(stop="answer")[1]["choices"][0]["finish_reason"] == "stop"


def test_n_choices_differ_and_are_all_counted():
    _, one, _ = chat(n=1)
    _, body, exchange = chat(n=3)
    texts = [choice["message"]["content"] for choice in body["choices"]]
    assert [choice["index"] for choice in body["choices"]] == [0, 1, 2]
    assert len(set(texts)) == 3
    assert exchange.answer == "\n".join(texts)
    assert body["usage"]["completion_tokens"] == sum(answers.tokens(text) for text in texts)
    assert body["usage"]["prompt_tokens"] == one["usage"]["prompt_tokens"]


def test_n_choices_are_interleaved_in_a_stream():
    data = frames(chat(n=2, stream=True)[0])
    indices = [one["choices"][0]["index"] for one in data]
    assert indices[:6] == [0, 1, 0, 1, 0, 1]
    assert [one["choices"][0]["delta"].get("role") for one in data[:3]] == ["assistant", "assistant", None]
    ends = [one["choices"][0]["finish_reason"] for one in data]
    assert ends.count("stop") == 2
    assert [("usage" in one) for one in data].index(True) == len(data) - 1
    assert ["p" in one for one in data[:3]] == [False, False, True]


def every() -> Api:
    """A mock whose model calls every tool that is offered."""
    return Api(Settings(every_tool=True))


def test_tools_are_called_in_parallel_once_each():
    body = chat(every(), tools=[tool(), tool("add"), tool("now", {"type": "object", "properties": {}})])[1]
    (choice,) = body["choices"]
    assert (choice["finish_reason"], choice["message"]["content"]) == ("tool_calls", "")
    made = choice["message"]["tool_calls"]
    assert [one["function"]["name"] for one in made] == ["weather", "add", "now"]
    assert [one["index"] for one in made] == [0, 1, 2]
    assert len({one["id"] for one in made}) == 3
    for one in made:
        assert list(one) == ["id", "type", "function", "index"]
        assert re.fullmatch("[A-Za-z0-9]{9}", one["id"])
        assert one["type"] == "function"
    assert list(json.loads(made[0]["function"]["arguments"])) == ["city"]
    assert made[2]["function"]["arguments"] == "{}"


def test_tool_choice_and_parallel_tool_calls():
    tools = [tool(), tool("add")]

    def names(**fields: Any) -> list[str]:
        body = chat(every(), tools=tools, **fields)[1]
        return [one["function"]["name"] for one in body["choices"][0]["message"]["tool_calls"] or []]

    assert names(tool_choice="auto") == names(tool_choice="any") == names(tool_choice="required")
    assert names() == ["weather", "add"]
    assert names(tool_choice="none") == []
    assert names(parallel_tool_calls=False) == ["weather"]
    assert names(tool_choice={"type": "function", "function": {"name": "add"}}) == ["add"]


def test_after_results_it_answers_in_text_and_quotes_them():
    first = message(tools=[tool()])
    id = first["tool_calls"][0]["id"]
    history = [*HELLO, first, {"role": "tool", "content": '{"sky": "clear", "c": 22}', "tool_call_id": id}]
    text = message(messages=history, tools=[tool()])["content"]
    assert re.fullmatch(r"Mocked answer [0-9a-f]{6}: [a-z ]+; results: sky : clear , c : 22\.", text)
    # Recorded 2026-01-05: with `required` it calls again.
    assert message(messages=history, tools=[tool()], tool_choice="required")["tool_calls"]


def test_a_tool_call_is_streamed_whole_with_reason_and_usage():
    response, _, exchange = chat(every(), stream=True, tools=[tool(), tool("add")])
    data = frames(response)
    assert len(data) == 2
    (choice,) = data[1]["choices"]
    assert list(choice["delta"]) == ["tool_calls"]
    assert len(choice["delta"]["tool_calls"]) == 2
    assert choice["finish_reason"] == "tool_calls"
    assert "usage" in data[1]
    assert exchange.answer is None


def test_a_truncated_tool_call_has_cut_arguments_and_says_length():
    (choice,) = chat(tools=[tool(), tool("add")], max_tokens=4)[1]["choices"]
    assert choice["finish_reason"] == "length"
    (made,) = choice["message"]["tool_calls"]
    with pytest.raises(json.JSONDecodeError):
        json.loads(made["function"]["arguments"])


def test_a_call_whose_name_does_not_fit_is_absent():
    """0xPlaygrounds/rig, 2026-08-16, `max_tokens` 1: no call and no text, as JSON and as a stream."""
    (choice,) = chat(tools=[tool()], max_tokens=1)[1]["choices"]
    assert (choice["finish_reason"], choice["message"]["tool_calls"], choice["message"]["content"]) == (
        "length",
        None,
        "",
    )
    _, last = frames(chat(tools=[tool()], max_tokens=1, stream=True)[0])
    assert (last["choices"][0]["delta"], last["choices"][0]["finish_reason"]) == ({"content": ""}, "length")


def test_glm_streams_a_call_in_fragments():
    """vercel/ai@702aba71, recorded 2026-08-20; the chunks before the call, and that none is padded:
    earendil-works/pi#8387, 2026-08-20."""
    data = frames(chat(model="zai-glm-5-3", stream=True, tools=[tool()])[0])
    parts = [one["choices"][0] for one in data]
    assert not any("p" in one for one in data)
    assert [part["delta"] for part in parts[:2]] == [
        {"role": "assistant", "content": ""},
        {"role": "assistant", "index": 0, "content": ""},
    ]
    assert ["logprobs" in part for part in parts] == [False] + [True] * (len(parts) - 1)
    assert all(part["logprobs"] is None for part in parts[1:])
    first = parts[2]["delta"]
    assert list(first) == ["tool_calls", "index", "content"]
    assert re.fullmatch("chatcmpl-tool-[0-9a-f]{16}", first["tool_calls"][0]["id"])
    assert first["tool_calls"][0]["function"] == {"name": "weather", "arguments": ""}
    pieces = [part["delta"]["tool_calls"][0] for part in parts[3:-1]]
    assert len(pieces) >= 2
    assert all(list(piece) == ["type", "function", "index"] for piece in pieces)
    assert {piece["function"]["name"] for piece in pieces} == {""}
    assert list(json.loads("".join(piece["function"]["arguments"] for piece in pieces))) == ["city"]
    assert parts[-1]["delta"] == {"index": 0, "content": ""}
    assert parts[-1]["finish_reason"] == "tool_calls"
    assert "service_tier" not in data[-1]["usage"]


def test_json_modes():
    assert list(json.loads(message(response_format={"type": "json_object"})["content"])) == ["answer"]
    schema = {**SCHEMA, "additionalProperties": False}
    format = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema, "strict": True}}
    text = message(response_format=format)["content"]
    assert list(json.loads(text)) == ["city"]
    cut = chat(response_format=format, max_tokens=2)[1]["choices"][0]
    assert cut["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut["message"]["content"])


def test_reasoning_gives_a_list_of_chunks():
    content = message(reasoning_effort="high")["content"]
    assert [chunk["type"] for chunk in content] == ["thinking", "text"]
    assert list(content[0]) == ["type", "thinking", "closed"]
    assert content[0]["closed"] is True
    assert content[0]["thinking"][0]["text"].startswith("Mocked reasoning ")
    assert isinstance(message(reasoning_effort="none")["content"], str)


def test_reasoning_used_up_the_budget():
    """As a stream: 0xPlaygrounds/rig, 2026-08-16."""
    body = chat(reasoning_effort="high", max_tokens=3)[1]
    (choice,) = body["choices"]
    assert choice["finish_reason"] == "length"
    assert [chunk["type"] for chunk in choice["message"]["content"]] == ["thinking"]
    assert body["usage"]["completion_tokens"] == 3
    last = frames(chat(reasoning_effort="high", max_tokens=3, stream=True)[0])[-1]
    assert [part["type"] for part in last["choices"][0]["delta"]["content"]] == ["thinking"]
    assert last["choices"][0]["finish_reason"] == "length"
    assert last["usage"]["completion_tokens"] == 3


def test_reasoning_in_a_stream():
    """An empty content chunk, thinking, then text, in one of four forms: the last thought together with the first words
    (crmne/ruby_llm, 2026-08-19), one after the other, an empty chunk of thinking between them (0xPlaygrounds/rig,
    2026-08-16), or that chunk together with the first words (simonw/llm-mistral@bf77f9bd, 2026-10-06). `closed` is true
    in a thought of several tokens and absent from one of a single token (all three)."""
    forms: set[tuple[bool, tuple[str, ...]]] = set()
    for seed in range(20):
        response, _, exchange = chat(Api(Settings(seed=str(seed))), reasoning_effort="high", stream=True)
        deltas = [one["choices"][0]["delta"]["content"] for one in frames(response)]
        assert deltas[1] == ""
        lists = [delta for delta in deltas if isinstance(delta, list)]
        thoughts = [parts[0] for parts in lists if parts[0]["thinking"]]
        closed = [one.get("closed") for one in thoughts]
        assert closed[:4] == [None, True, True, None]
        words = [len(one["thinking"][0]["text"].split()) for one in thoughts]
        assert all((count > 1) >= (value is True) for count, value in zip(words, closed, strict=True))
        assert all(parts[0]["thinking"] for parts in lists[:-1])
        if not lists[-1][0]["thinking"]:
            assert lists[-1][0] == {"type": "thinking", "thinking": []}
        forms.add((bool(lists[-1][0]["thinking"]), tuple(part["type"] for part in lists[-1])))
        texts = [part["text"] for parts in lists for part in parts[1:]] + [
            one for one in deltas if isinstance(one, str)
        ]
        assert "".join(texts) == exchange.answer
        assert deltas[-1] != ""
    both = ("thinking", "text")
    assert forms == {(True, both), (True, ("thinking",)), (False, ("thinking",)), (False, both)}


def test_reasoning_comes_before_calls():
    """0xPlaygrounds/rig, 2026-08-16, as JSON and as a stream."""
    fields: dict[str, Any] = {"reasoning_effort": "high", "tools": [tool()]}
    body = chat(**fields)[1]
    (choice,) = body["choices"]
    assert [chunk["type"] for chunk in choice["message"]["content"]] == ["thinking"]
    assert (choice["finish_reason"], len(choice["message"]["tool_calls"])) == ("tool_calls", 1)
    data = frames(chat(**fields, stream=True)[0])
    deltas = [one["choices"][0]["delta"] for one in data]
    assert deltas[1] == {"content": ""}
    assert all(delta["content"][0]["type"] == "thinking" for delta in deltas[2:-1])
    assert list(deltas[-1]) == ["tool_calls"]
    cut = chat(**fields, max_tokens=3)[1]["choices"][0]
    assert (cut["finish_reason"], cut["message"]["tool_calls"]) == ("length", None)


def test_a_prefix_begins_the_answer():
    history = [*HELLO, {"role": "assistant", "content": "Sure,", "prefix": True}]
    assert message(messages=history)["content"].startswith("Sure, Mocked answer ")


@pytest.mark.parametrize(
    ("model", "fields", "code", "text"),
    [
        ("codestral-latest", {"messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": "https://example.com/a.png"}]}]},
         "3051", "Image input is not enabled for this model"),
        (MODEL, {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": "x"}]}]},
         "3051", "Audio input is not enabled for this model"),
        ("ministral-3b-latest", {"messages": [*HELLO, {"role": "assistant", "content": [
            {"type": "thinking", "thinking": [{"type": "text", "text": "t"}]}]}, *HELLO]},
         "3051", "Reasoning input is not enabled for this model"),
        (MODEL, {"reasoning_effort": "low"}, "3051",
         "reasoning_effort='low' is not supported for this model. Must be one of (none, high)"),
        ("zai-glm-5", {"reasoning_effort": "medium"}, "3051",
         "reasoning_effort 'medium' is not supported for this model; supported values: ['low', 'high', 'max']"),
        ("zai-glm-5-3-flash", {"reasoning_effort": "none"}, "3051",
         "reasoning_effort 'none' is not supported for this model; supported values: ['low', 'high', 'max']"),
        ("deepseek-v4-1-flash-1017", {"reasoning_effort": "medium"}, "3051",
         "reasoning_effort 'medium' is not supported for this model; "
         "supported values: ['none', 'low', 'high', 'max']"),
        ("mistral-medium-latest", {"reasoning_effort": "low"}, "3051",
         "reasoning_effort low is not supported for this model, supported values: [high, none]"),
        ("mistral-large-latest", {"reasoning_effort": "high"}, "3051",
         "reasoning_effort is not enabled for this model"),
        ("ministral-3b-latest", {"reasoning_effort": "none"}, "3051",
         "reasoning_effort is not enabled for this model"),
        (MODEL, {"prompt_mode": "reasoning"}, "3051", "Reasoning prompt mode is not enabled for this model"),
        (MODEL, {"logprobs": True, "top_logprobs": 2}, "3051", "Logprobs are not enabled for this model"),
        (MODEL, {"top_k": 5}, "3051", "top_k sampling is not enabled for this model"),
        (MODEL, {"temperature": 0, "top_p": 0.5}, "3054", "top_p must be 1 when using greedy sampling."),
        ("mistral-medium-latest", {"temperature": 0, "reasoning_effort": "high"}, "3054",
         "top_p must be 1 when using greedy sampling."),
        ("mistral-large-4", {"temperature": 0, "reasoning_effort": "high"}, "3054",
         "top_p must be 1 when using greedy sampling."),
    ],
)  # fmt: skip
def test_what_a_model_cannot_do(model, fields, code, text):
    response, body, _ = chat(**{"model": model, **fields})
    assert response.status == 400
    assert (body["message"], body["type"], body["code"]) == (text, "invalid_request_invalid_args", code)


def test_what_a_model_can_do():
    url = {"url": "https://example.com/a.png", "detail": "low"}
    image = [{"role": "user", "content": [{"type": "image_url", "image_url": url}]}]
    wav = b64encode(sounds.silence("wav", 0.1)).decode()
    audio = [{"role": "user", "content": [{"type": "input_audio", "input_audio": wav}]}]
    for model in (MODEL, "deepseek-v4-1-flash-1017", "zai-glm-5-3-flash"):
        assert chat(model=model, messages=image)[0].status == 200
    assert chat(model="voxtral-small-latest", messages=audio)[0].status == 200
    assert chat(temperature=0, top_p=1)[0].status == 200
    assert chat(temperature=0, reasoning_effort="high")[0].status == 200
    assert chat(model="mistral-medium-latest", temperature=0)[0].status == 200
    assert chat(model="mistral-medium-latest", temperature=0, reasoning_effort="none")[0].status == 200
    assert chat(model="mistral-medium-latest", temperature=0, top_p=1, reasoning_effort="high")[0].status == 200
    assert chat(temperature=0.1, top_p=0.5)[0].status == 200
    assert chat(model="zai-glm-5", prompt_mode="reasoning")[0].status == 200
    assert chat(model="zai-glm-5-2", reasoning_effort="none")[0].status == 200
    assert chat(model="deepseek-v4-1-flash-1017", reasoning_effort="max")[0].status == 200
    thought = {"role": "assistant", "content": message(reasoning_effort="high")["content"]}
    assert chat(messages=[*HELLO, thought, *HELLO])[0].status == 200
