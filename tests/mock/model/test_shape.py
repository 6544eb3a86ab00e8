"""The form of the JSON that a prompt shows, which the mocked model follows in `json_object`."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from helpers.api import chat
from mistral_playbooks.mock.model.asking import shortened
from mistral_playbooks.mock.model.reading.shape import form


def answer(*prompts: str) -> Any:
    messages = [{"role": "user", "content": prompt} for prompt in prompts]
    body = chat(messages=messages, response_format={"type": "json_object"})[1]
    return json.loads(body["choices"][0]["message"]["content"])


def types(value: Any) -> Any:
    """Returns the value with a type in place of each text and number."""
    if isinstance(value, dict):
        return {name: types(one) for name, one in value.items()}
    return [types(value[0])] if isinstance(value, list) else type(value)


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        (
            "Respond with valid JSON of this structure:\n"
            '{\n  "capabilities": ["canCensor", "canEndSession"],\n  "explanation": "Brief explanation",\n'
            '  "fullySupported": true\n}',
            {"capabilities": [str], "explanation": str, "fullySupported": bool},
        ),
        (
            '{\n "executiveSummary": string (3-5 sentences, no lists),\n "keyDecisions": string[] (each concise),\n'
            ' "actionItems": [{ "task": string, "dueDate": string }],\n "openQuestions": Array<string>\n}',
            {"executiveSummary": str, "keyDecisions": [str], "actionItems": [{"task": str, "dueDate": str}],
             "openQuestions": [str]},
        ),
        (
            '{"correct_name": "string", "still_exists": "boolean", "employees": "integer", "score": "number (0-1)",}',
            {"correct_name": str, "still_exists": bool, "employees": int, "score": float},
        ),
        (
            'Format: {"a": 1, // the first\n "b": 0.5 (from 0 to 1), "c": {"d": ["x", ...]},\n e: <string>\n f: int}',
            {"a": int, "b": float, "c": {"d": [str]}, "e": str, "f": int},
        ),
        ("[{'label': 'Nasi Putih', 'confidence': 0.9, 'bbox': [1, 2, 3, 4]}]",
         [{"label": str, "confidence": float, "bbox": [int]}]),
        (
            '{"type": "email" or "call", "items": list[str], "n": int | null, "ok": true/false, "x": List[int]}',
            {"type": str, "items": [str], "n": int, "ok": bool, "x": [int]},
        ),
        ("interface R { title: string; count?: number; tags: string[]; sub: { ok: boolean } }",
         {"title": str, "count": int, "tags": [str], "sub": {"ok": bool}}),
        ('{"tags": ["list of tags"], "day": "YYYY-MM-DD", "at": "2026-12-01T10:00:00Z", "of": "0-100"}',
         {"tags": [str], "day": str, "at": str, "of": int}),
        ('{"url": "http://example.com/a", "note": null}', {"url": str, "note": type(None)}),
    ],
)  # fmt: skip
def test_json_has_the_form_that_the_prompt_shows(prompt: str, found: Any) -> None:
    assert types(answer(prompt)) == found


def test_a_list_of_keys_stays_as_it_is_shown() -> None:
    names = ["Chỉ tiêu", "Mã số", "c", "d", "e", "f"]
    shown = {"columns": names, "rows": [dict.fromkeys(names, "01")], "notes": ["c", "other"]}
    found = answer(f"Return JSON like {json.dumps(shown, ensure_ascii=False)}")
    assert found["columns"] == list(found["rows"][0]) == names
    assert "other" not in found["notes"]


def test_an_answer_of_the_assistant_is_an_example() -> None:
    messages = [
        {"role": "user", "content": "Screen broke."},
        {"role": "assistant", "content": '{"product": "screen", "score": 1}'},
        {"role": "user", "content": "The keys feel great!"},
    ]
    body = chat(messages=messages, response_format={"type": "json_object"})[1]
    assert types(json.loads(body["choices"][0]["message"]["content"])) == {"product": str, "score": int}


def test_one_of_the_alternatives_is_chosen() -> None:
    shown = answer('Return {"a": "low" | "medium" | "high", "b": "yes|no", "c": "string | null"}')
    assert shown["a"] in ("low", "medium", "high")
    assert shown["b"] in ("yes", "no")
    assert isinstance(shown["c"], str)
    shown = answer(
        'Return {"a": "monthly" or "yearly", "b": "low/mid/high", "c": <Pass or Fail>, "d": "one of: x1, y2"}'
    )
    assert shown["a"] in ("monthly", "yearly")
    assert shown["b"] in ("low", "mid", "high")
    assert shown["c"] in ("Pass", "Fail")
    assert shown["d"] in ("x1", "y2")
    assert answer('Return {"a": "a word or two", "b": "N/A"}')["a"].startswith("Mocked answer")


LISTS = [
    ('Réponds UNIQUEMENT avec un tableau JSON de strings :\n["Risque 1", "Risque 2"]', [str]),
    ('Return JSON only: [{"question": "...", "score": 1}]', [{"question": str, "score": int}]),
    ('Return only this JSON Schema: {"type": "array", "items": {"type": "integer"}}', [int]),
    ('Return only a JSON array of objects with these fields:\n- "name": string\n- "lat": number',
     [{"name": str, "lat": int}]),
    ("Return a JSON array of the 3 main colors as strings, without markdown.", [str]),
    ('Return JSON only: {"category": "one of the list"}. The list: ["spam", "ham"]', {"category": str}),
    ('Return only JSON with the key "label". Take it from the list of ["spam", "ham"].', {"label": str}),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "found"), LISTS)
def test_a_list_is_answered_with_a_list(prompt: str, found: Any) -> None:
    assert types(json.loads(said(prompt))) == found
    assert types(answer(prompt)) == found
    assert '""' not in said(prompt)


def test_a_json_schema_in_the_prompt_is_followed() -> None:
    """As LangChain's JsonOutputParser asks, with an example of a schema before its own."""
    example = '{"properties": {"foo": {"type": "array", "items": {"type": "string"}}}, "required": ["foo"]}'
    schema = {"properties": {"setup": {"type": "string"}, "rating": {"type": "integer"}}, "required": ["setup"]}
    prompt = f'As an example, for the schema {example} the object {{"foo": ["bar"]}} is well-formatted.\n'
    shown = answer(f"{prompt}Here is the output schema:\n```\n{json.dumps(schema)}\n```")
    assert types(shown) == {"setup": str, "rating": int}


def test_the_properties_of_a_json_schema_in_the_prompt_are_followed() -> None:
    """As agno asks for a class, with `use_json_mode`."""
    shown = {
        "setting": {"description": "A nice setting.", "type": "string"},
        "characters": {"items": {"$ref": "#/$defs/Character"}, "type": "array"},
        "genre": {"$ref": "#/$defs/Genre"},
        "$defs": {
            "Character": {"name": {"type": "string"}, "age": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            "Genre": {"type": "string", "enum": ["noir"], "description": ""},
        },
    }
    asked = "Provide your output as a JSON containing the following fields. Here are the properties for each field:\n"
    wanted = {"setting": str, "characters": [{"name": str, "age": int}], "genre": str}
    assert types(answer(f"{asked}{json.dumps(shown, indent=2)}")) == wanted
    assert types(answer(f'{asked}{{"file": {{"type": "pdf", "size": 3}}}}')) == {"file": {"type": str, "size": int}}


def test_the_form_that_is_asked_for_is_not_the_data() -> None:
    data = '{"title": "Bees", "year": 2020}'
    wanted = '{"tags": ["a"], "count": 1}'
    assert list(answer(f"Input:\n{data}\n\nReturn JSON in this format:\n{wanted}")) == ["tags", "count"]
    assert list(answer(f"Respond with {wanted}", data)) == ["tags", "count"]


@pytest.mark.parametrize(
    "prompt", ["", "Hello", "{", "{}", "a set {1, 2, 3}", "function f() { return 1; }", "{{name}}", '{"a"', "}{" * 99]
)
def test_what_shows_no_form(prompt: str) -> None:
    assert form(prompt) is None


@pytest.mark.parametrize("piece", ['{"a":', '{"a": [', "{a:1,", '{"a": "', "{", "{'a': (", '{"a": 1 | '])
def test_no_prompt_takes_long(piece: str) -> None:
    begun = time.process_time()
    form(shortened([piece * 10_000] * 2))
    assert time.process_time() - begun < 0.5


def test_a_form_before_or_after_a_long_text_is_seen() -> None:
    form, text = 'Return JSON: {"score": 5}', "Bees make honey. " * 2_000
    assert types(answer(f"{form}\n{text}")) == types(answer(f"{text}\n{form}")) == {"score": int}


def said(prompt: str, **more: Any) -> str:
    body = chat(messages=[{"role": "user", "content": prompt}], **more)[1]
    return body["choices"][0]["message"]["content"]


def test_json_that_a_prompt_asks_for_comes_without_json_object_too() -> None:
    """In a block of code, as the models put it, unless the prompt wants nothing else."""
    asked = 'Rate the text. Answer in JSON, in this format: {"score": 5, "ok": true}'
    begin, *lines, end = said(asked).splitlines()
    assert (begin, end) == ("```json", "```")
    assert types(json.loads("\n".join(lines))) == {"score": int, "ok": bool}
    for only in ("Return only valid JSON: ", "Respond ONLY with JSON, no text: ", "Output JSON without markdown: "):
        assert types(json.loads(said(f'{only}{{"score": 5, "ok": true}}'))) == {"score": int, "ok": bool}


@pytest.mark.parametrize(
    "asked",
    [
        "Answer as JSON: ", "Réponds uniquement en JSON avec ce format : ", "Retourne un objet JSON de la forme ",
        "Format de sortie (JSON) : ", "Antworte als JSON: ", "Gib nur JSON zurück: ", "Erzeuge ein JSON-Objekt: ",
        "Devuelve un JSON como este: ", "Responda em JSON: ", "Retorne JSON com os campos: ", "Rispondi in JSON: ",
        "Restituisci solo JSON: ", "Geef alleen JSON terug: ", "Zwróć tylko JSON: ", "Sadece JSON döndür: ",
        "Ответь в формате JSON: ", "Верни только JSON: ", "请以JSON格式返回：", "请只输出 JSON，不要 Markdown。",
        "JSON形式で出力してください: ", "JSON 형식으로 응답하세요: ",
    ],
)  # fmt: skip
def test_a_prompt_in_another_language_asks_for_json_too(asked: str) -> None:
    answer = said(f'Film X.\n{asked}{{"titre": "...", "note": 5}}')
    assert types(json.loads(answer.removeprefix("```json").removesuffix("```"))) == {"titre": str, "note": int}


@pytest.mark.parametrize(
    "asked",
    [
        "Extract name and age as JSON: ", "Extract the text's data as JSON, like ", "Convert the text to JSON: ",
        "Give me a JSON like ", "Provide the result in JSON: ", "Create a JSON object of the form ",
        "Write the recipe as JSON, for example ", "Fill in this JSON: ", "Summarize it into the following JSON: ",
    ],
)  # fmt: skip
def test_a_verb_whose_outcome_is_json_asks_for_it(asked: str) -> None:
    found = said(f'{asked}{{"titre": "...", "note": 5}}').removeprefix("```json").removesuffix("```")
    assert types(json.loads(found)) == {"titre": str, "note": int}
    listed = said("Analyze this page and extract the following as JSON:\n- title: the title\n- tags: Array of tags")
    assert types(json.loads(listed[7:-3])) == {"title": str, "tags": [str]}


@pytest.mark.parametrize(
    ("prompt", "keys"),
    [
        ('Return a JSON object with the keys "titre" and "note".', ["titre", "note"]),
        ("Please return JSON with the keys titre and note.", ["titre", "note"]),
        ('Film X. Retourne un objet JSON avec les clés "titre" et "résumé".', ["titre", "résumé"]),
        ("Retourne un objet JSON avec les clés titre, note et date.", ["titre", "note", "date"]),
        ('Bitte gib ein JSON mit den Feldern "titel" und "punkte" zurück.', ["titel", "punkte"]),
        ('Responda em JSON com as chaves "titulo" e "nota".', ["titulo", "nota"]),
        ('Верни JSON с ключами "title" и "score".', ["title", "score"]),
        ('请返回一个JSON，包含字段 "title" 和 "score"。', ["title", "score"]),
        ("Gib nur JSON zurück.", ["answer"]),
    ],
)
def test_json_with_named_keys_is_asked_for_without_a_form(prompt: str, keys: list[str]) -> None:
    assert list(json.loads(said(prompt).removeprefix("```json").removesuffix("```"))) == keys


FORM = 'Answer only with JSON: {"city": "Paris", "temperature": 20}'
WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}}


@pytest.mark.parametrize("first", [{"role": "system", "content": FORM}, {"role": "user", "content": FORM}])
def test_json_is_answered_after_the_result_of_a_tool(first: Any) -> None:
    call = {"id": "abcdefghi", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    asked = [first] if first["role"] == "user" else [first, {"role": "user", "content": "Weather?"}]
    messages = [
        *asked,
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "abcdefghi", "content": '{"sky": "clear"}'},
    ]
    found = chat(messages=messages, tools=[WEATHER])[1]["choices"][0]["message"]["content"]
    assert types(json.loads(found)) == {"city": str, "temperature": int}
    assert "results: sky : clear" in found


def test_json_that_is_asked_for_again_has_the_form_of_the_earlier_message() -> None:
    said = [{"role": "user", "content": "Hello"}, {"role": "user", "content": FORM}]
    said += [{"role": "user", "content": "Reply again with ONLY the JSON object."}]
    answered = [{"role": "assistant", "content": "Hi"}] * 3
    messages = [one for pair in zip(said, answered, strict=True) for one in pair][:-1]
    assert list(json.loads(chat(messages=messages)[1]["choices"][0]["message"]["content"])) == ["city", "temperature"]


@pytest.mark.parametrize(
    "prompt",
    [
        'Summarize this JSON: {"title": "Bees", "year": 2020}', 'Return the title of {"title": "Bees"}', "JSON!",
        'Extract the title from this JSON: {"title": "Bees"}', 'Describe the errors in the JSON: {"title": "Bees"}',
        'Write a poem about the following JSON: {"a": 1}', "Write a function that gives data as JSON with key `a`.",
        'Parse this JSON: {"a": 1}', 'Analysiere dieses JSON: {"a": 1}', 'Explique ce JSON : {"a": 1}',
        '解释这个JSON：{"a": 1}', 'What does this JSON mean: {"a": 1}', "How do I return JSON with the key `a`?",
        "Explain how to return JSON with the keys a and b from Flask.", "Wie gibt man JSON mit Schlüsseln aus?",
        "Answer in one word: is JSON a format?",
    ],
)  # fmt: skip
def test_data_in_a_prompt_is_answered_in_words(prompt: str) -> None:
    assert said(prompt).startswith("Mocked answer ")
