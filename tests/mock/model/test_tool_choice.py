"""Which tools the mocked model calls: by words that the user shares with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers.api import chat
from mistral_playbooks.mock import Api, Settings


def tool(name: str, description: str = "", **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


TEXT = {"type": "string"}
PAYMENTS = [
    tool("retrieve_payment_status", "Get payment status of a transaction", transaction_id=TEXT),
    tool("retrieve_payment_date", "Get payment date of a transaction", transaction_id=TEXT),
]
OFFICE = [
    tool("get_weather", "Get the weather of a city", city=TEXT),
    tool("getForecast", "Weather forecast for days", city=TEXT),
    tool("send_email", "Send a message", email={"type": "string", "format": "email"}, subject=TEXT),
    tool("add", "Adds two numbers", a={"type": "integer"}, b={"type": "integer"}),
]


HOUSE = [tool("turn_on_light", "Turn a light on", room=TEXT), tool("turn_off_light", "Turn a light off", room=TEXT)]
SHOP = [
    tool("get_user", "Look someone up", id=TEXT),
    tool("get_order_by_id", "Details of an order", order_id=TEXT),
    tool("list_orders", "All orders of a customer", customer_id=TEXT),
    tool("cancel_order", "Cancel an order", order_id=TEXT),
]


def called(tools: list[dict[str, Any]], *said: str, api: Api | None = None, **fields: Any) -> dict[str, Any]:
    """The name and arguments of each call, after these messages of the user."""
    messages: list[dict[str, Any]] = []
    for text in said:
        messages += [{"role": "user", "content": text}, {"role": "assistant", "content": "Tell me more."}]
    body = chat(api, messages=messages[:-1], tools=tools, **fields)[1]
    calls = body["choices"][0]["message"]["tool_calls"] or []
    return {one["function"]["name"]: json.loads(one["function"]["arguments"]) for one in calls}


@pytest.mark.parametrize(
    ("tools", "said", "names"),
    [
        (PAYMENTS, "What's the status of my transaction T1001?", ["retrieve_payment_status"]),
        (PAYMENTS, "When was T1001 paid, what is its date?", ["retrieve_payment_date"]),
        (
            PAYMENTS,
            "Status and date of the payment T1001, please",
            ["retrieve_payment_status", "retrieve_payment_date"],
        ),
        (PAYMENTS, "Hello T1001", ["retrieve_payment_status"]),
        (OFFICE, "Hello", ["get_weather"]),
        (OFFICE, "What's the weather in Paris?", ["get_weather"]),
        (OFFICE, "Forecasts for Paris!", ["getForecast"]),
        (OFFICE, "Email ann@example.com about the weather in Rome", ["get_weather", "send_email"]),
        (OFFICE, "Give me the sum of numbers 2 and 3", ["add"]),
        # Not the tools that share fewer words with the user, and of equal ones the first.
        (SHOP, "Cancel order 5531", ["cancel_order"]),
        (SHOP, "Where is my order A-7?", ["get_order_by_id"]),
        (SHOP, "The orders of customer C42, and cancel order A-7", ["list_orders", "cancel_order"]),
        # Common words decide between tools, or if no others do.
        (HOUSE, "Turn off the light in the kitchen", ["turn_off_light"]),
        (HOUSE, "Light on, please", ["turn_on_light"]),
        (list(reversed(SHOP)), "Who is user 5?", ["get_user"]),
    ],
)
def test_the_user_gets_the_tools_that_were_asked_for(tools: list[dict[str, Any]], said: str, names: list[str]) -> None:
    assert list(called(tools, said)) == names


def test_an_earlier_message_decides_if_the_last_one_names_no_tool() -> None:
    """As in the notebook about function calling, where the second message only gives the id."""
    assert called(PAYMENTS, "When was it paid? I need the date.", "The transaction is T1001.") == {
        "retrieve_payment_date": {"transaction_id": "T1001"}
    }


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (["What's the status of my transaction?"], []),
        (["Cancel my transaction."], []),
        (["What's the status of my transaction?", "My transaction ID is T1001."], ["retrieve_payment_status"]),
        (["What's the status of transaction abc?"], ["retrieve_payment_status"]),
        (["What's the status of my transaction? It was on 2026-11-28."], ["retrieve_payment_status"]),
    ],
)
def test_a_missing_identifier_is_asked_for(said: list[str], names: list[str]) -> None:
    assert list(called(PAYMENTS, *said)) == names


def test_a_missing_identifier_is_made_up_if_a_call_is_demanded() -> None:
    said = "What's the status of my transaction?"
    for choice in ("any", "required", {"type": "function", "function": {"name": "retrieve_payment_status"}}):
        assert list(called(PAYMENTS, said, tool_choice=choice)) == ["retrieve_payment_status"]
    assert len(called(PAYMENTS, said, api=Api(Settings(every_tool=True)))) == 2


FILES = [tool("list_files", "Lists the files of a user", user_id=TEXT)]


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ([{"role": "system", "content": "Your user_id: 42. Always pass this user_id."}], {"user_id": "42"}),
        ([{"role": "system", "content": "The latest user of this office is T1001. Be brief."}], {"user_id": "T1001"}),
        ([{"role": "system", "content": "The user is on 12 platforms since 2024."}], None),
        ([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Mocked answer 2b7d33: violet."}], None),
        ([{"role": "user", "content": "I am user U-7."}, {"role": "assistant", "content": "Hi"}], {"user_id": "U-7"}),
    ],
)  # fmt: skip
def test_an_identifier_is_what_the_user_a_tool_or_the_system_message_gave(before: Any, found: Any) -> None:
    messages = [*before, {"role": "user", "content": "List my files, please"}]
    calls = chat(messages=messages, tools=FILES)[1]["choices"][0]["message"]["tool_calls"]
    assert (json.loads(calls[0]["function"]["arguments"]) if calls else None) == found


def test_an_identifier_comes_from_the_result_that_names_it() -> None:
    orders = {"type": "function", "function": {"name": "list_orders", "arguments": "{}"}, "id": "abcdefghi"}
    messages = [
        {"role": "user", "content": "Which orders are there?"},
        {"role": "assistant", "content": "", "tool_calls": [orders]},
        {"role": "tool", "tool_call_id": "abcdefghi", "content": '[{"order_id": "A-7", "total": 12}]'},
        {"role": "assistant", "content": "One."},
        {"role": "user", "content": "Cancel this order"},
    ]
    call = chat(messages=messages, tools=SHOP)[1]["choices"][0]["message"]["tool_calls"][0]["function"]
    assert (call["name"], json.loads(call["arguments"])) == ("cancel_order", {"order_id": "A-7"})


def test_several_values_for_one_tool_are_several_calls() -> None:
    """As mistral-large-2512 does (recorded 2026-10-05)."""
    task = tool("get_status", "Status of a task", task={"type": "integer"})

    def arguments(tools: list[dict[str, Any]], said: str, **fields: Any) -> list[dict[str, Any]]:
        calls = chat(messages=[{"role": "user", "content": said}], tools=tools, **fields)[1]["choices"][0]["message"]
        assert len({one["id"] for one in calls["tool_calls"]}) == len(calls["tool_calls"])
        return [json.loads(one["function"]["arguments"]) for one in calls["tool_calls"]]

    asked = "Check the status and reference of tasks 3, 7 and 11"
    assert arguments([task], asked) == [{"task": 3}, {"task": 7}, {"task": 11}]
    assert arguments([task], asked, parallel_tool_calls=False) == [{"task": 3}]
    assert arguments([task], "Tasks between 3 and 7") == [{"task": 3}]
    assert arguments(OFFICE[:1], "Weather in San Francisco and Paris") == [{"city": "San Francisco"}, {"city": "Paris"}]
    assert arguments(OFFICE[3:], "Add 2 and 3") == [{"a": 2, "b": 3}]
    many = tool("get_status", "Status of a task", tasks={"type": "array", "items": {"type": "integer"}})
    assert arguments([many], asked) == [{"tasks": [3, 7, 11]}]
    search = tool("search", "Searches the web", query=TEXT)
    assert arguments([search], "Search for Paris and Rome") == [{"query": "Search for Paris and Rome"}]


def test_a_text_for_one_of_several_tools_is_no_optional_argument_of_another() -> None:
    """From the examples of strands."""
    zone = {"type": "object", "properties": {"timezone": {"type": "string", "default": "UTC"}}, "required": []}
    clock = {"type": "function", "function": {"name": "current_time", "description": "The time", "parameters": zone}}
    tools = [tool("calculator", "Evaluates", expression=TEXT), tool("letter_counter", "Counts", word=TEXT), clock]
    said = 'What is the time right now? Calculate 3111696 / 74088. How many letters are in "strawberry"?'
    assert called(tools, said) == {
        "calculator": {"expression": "3111696 / 74088"},
        "letter_counter": {"word": "strawberry"},
        "current_time": {},
    }


def test_only_what_identifies_is_asked_for() -> None:
    """A picture may show the id; the words of other arguments can be meant without being said."""
    picture = {"type": "image_url", "image_url": "https://example.com/receipt.png"}
    content = [{"type": "text", "text": "Is this transaction paid?"}, picture]
    body = chat(messages=[{"role": "user", "content": content}], tools=PAYMENTS)[1]
    assert body["choices"][0]["finish_reason"] == "tool_calls"
    assert list(called(OFFICE[:1], "What's the weather?")) == ["get_weather"]
    known = tool("get_user", user_id={"type": "string", "enum": ["me"]})
    assert list(called([known], "Who is the user?")) == ["get_user"]


@pytest.mark.parametrize(
    ("said", "names"),
    [("Thanks, that is all!", []), ("And in Rome?", ["get_weather"]), ("What is the forecast?", ["getForecast"])],
)
def test_after_results_the_user_has_to_ask_for_more(said: str, names: list[str]) -> None:
    id = "abcdefghi"
    call = {"id": id, "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "Weather in Oslo?"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": id, "content": "Sunny"},
        {"role": "assistant", "content": "It is sunny."},
        {"role": "user", "content": said},
    ]
    for tools in (OFFICE, OFFICE[:1]) if names != ["getForecast"] else (OFFICE,):
        calls = chat(messages=messages, tools=tools)[1]["choices"][0]["message"]["tool_calls"] or []
        assert [one["function"]["name"] for one in calls] == names
    assert chat(messages=messages, tools=OFFICE, tool_choice="any")[1]["choices"][0]["message"]["tool_calls"]


@pytest.mark.parametrize("choice", ["any", "required"])
def test_a_model_that_must_call_goes_on_to_another_tool(choice: str) -> None:
    """A framework offers its answer's form as one more tool, and asks until that is called (pydantic-ai 2.68.0)."""
    answer = tool("final_result", "The final response which ends this conversation", city=TEXT)
    messages: list[dict[str, Any]] = [{"role": "user", "content": "Weather in Oslo?"}]
    names = []
    for _ in range(3):
        made = chat(messages=messages, tools=[OFFICE[0], answer], tool_choice=choice)[1]["choices"][0]["message"]
        names += [one["function"]["name"] for one in made["tool_calls"]]
        messages += [made, *({"role": "tool", "tool_call_id": one["id"], "content": "1"} for one in made["tool_calls"])]
    assert names == ["get_weather", "final_result", "get_weather"]
    messages += [{"role": "assistant", "content": "Sunny."}, {"role": "user", "content": "The weather in Rome?"}]
    made = chat(messages=messages, tools=[OFFICE[0], answer], tool_choice=choice)[1]["choices"][0]["message"]
    assert [one["function"]["name"] for one in made["tool_calls"]] == ["get_weather"]


def test_a_call_that_is_written_as_text_was_made() -> None:
    """smolagents writes calls and results as messages."""
    answer = tool("final_answer", "Provides a final answer to the given problem.", answer=TEXT)
    messages: list[dict[str, Any]] = [{"role": "user", "content": [{"type": "text", "text": "Weather in Paris?"}]}]
    names = []
    for _ in range(3):
        made = chat(messages=messages, tools=[OFFICE[0], answer, OFFICE[3]], tool_choice="any")[1]["choices"][0]
        names += [call["function"]["name"] for call in made["message"]["tool_calls"]]
        text = f"Calling tools:\n{[{'id': 'call_1', 'function': {'name': names[-1], 'arguments': {}}}]}"
        messages += [
            {"role": "assistant", "content": text},
            {"role": "user", "content": [{"type": "text", "text": "Observation:\nsunny 25C"}]},
        ]
    assert names == ["get_weather", "final_answer", "add"]
    messages[-1:] = [{"role": "user", "content": "Thanks."}, {"role": "assistant", "content": "A `name: x`."}]
    messages += [{"role": "user", "content": "And the weather in Rome?"}]
    made = chat(messages=messages, tools=[OFFICE[0], answer], tool_choice="any")[1]["choices"][0]["message"]
    assert [one["function"]["name"] for one in made["tool_calls"]] == ["get_weather"]


def test_any_and_required_choose_alike_and_a_named_tool_is_called() -> None:
    for choice in ("any", "required"):
        assert list(called(OFFICE, "Weather in Paris?", tool_choice=choice)) == ["get_weather"]
    named = {"type": "function", "function": {"name": "add"}}
    assert list(called(OFFICE, "Weather in Paris?", tool_choice=named)) == ["add"]


def test_every_tool_is_a_setting() -> None:
    assert len(called(OFFICE, "Weather in Paris?", api=Api(Settings(every_tool=True)))) == len(OFFICE)


def test_the_same_request_gets_the_same_calls() -> None:
    assert called(OFFICE, "Weather in Paris?") == called(OFFICE, "Weather in Paris?")
