"""The journal keeps the latest exchanges: so many, and with so many bytes of bodies; what had to go is counted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.api import HELLO, MODEL, send
from mistral_playbooks.mock import Api, Exchange, Request, Settings
from mistral_playbooks.mock.state.journal import Journal


def exchange(size: int, number: int = 0) -> Exchange:
    return Exchange(at=float(number), method="POST", path="/", size=size)


def numbers(journal: Journal) -> list[int]:
    return [int(one.at) for one in journal]


def filled(*sizes: int, most: int = 10, limit: int = 100) -> Journal:
    journal = Journal(most, limit)
    for number, size in enumerate(sizes):
        journal.append(exchange(size, number))
    return journal


@pytest.mark.parametrize(
    ("sizes", "kept", "dropped"),
    [
        ((), [], 0),
        ((40, 60), [0, 1], 0),
        ((40, 60, 1), [1, 2], 1),
        ((1,) * 12, list(range(2, 12)), 2),
        ((10, 10, 95), [2], 2),
        ((10, 10, 500), [2], 2),  # the newest stays, however large
        ((500, 10), [1], 1),
    ],
)
def test_the_oldest_goes_first(sizes: tuple[int, ...], kept: list[int], dropped: int) -> None:
    journal = filled(*sizes)
    assert (numbers(journal), journal.dropped) == (kept, dropped)


@given(st.lists(st.integers(0, 150), max_size=60), st.integers(1, 8))
def test_it_never_holds_more_than_it_may(sizes: list[int], most: int) -> None:
    journal = filled(*sizes, most=most)
    assert len(journal) <= most
    assert len(journal) <= 1 or sum(one.size for one in journal) <= 100
    assert journal.dropped + len(journal) == len(sizes)
    assert numbers(journal) == list(range(len(sizes)))[journal.dropped :]


def test_it_begins_anew() -> None:
    journal = filled(60, 60)
    journal.clear()
    assert (numbers(journal), journal.dropped) == ([], 0)
    for number in range(3):
        journal.append(exchange(30, number))
    assert (numbers(journal), journal.dropped) == ([0, 1, 2], 0)


def test_what_is_forgotten_makes_room_and_was_not_dropped() -> None:
    journal = filled(60, 60, 30)
    journal.forget([journal[0]])
    assert (numbers(journal), journal.dropped) == ([2], 1)
    journal.append(exchange(70, 3))
    assert (numbers(journal), journal.dropped) == ([2, 3], 1)
    journal.forget(list(journal))
    assert (numbers(journal), journal.dropped) == ([], 0)


def test_large_bodies_do_not_fill_the_memory() -> None:
    api = Api()
    api.journal = Journal(5, 1_000)
    for length in (10, 10, 700, 700, 10):
        body = {"model": MODEL, "messages": [{"role": "user", "content": "a" * length}]}
        assert send(api, json.dumps(body).encode())[0].status == 200
    assert [len(one.body["messages"][0]["content"]) for one in api.journal] == [700, 10]
    assert (api.handled, api.journal.dropped) == (5, 3)


def test_small_bodies_are_bounded_by_their_number() -> None:
    api = Api(Settings(journal=2))
    body = json.dumps({"model": MODEL, "messages": HELLO}).encode()
    for _ in range(5):
        send(api, body)
    assert (len(api.journal), api.journal.dropped) == (2, 3)
    assert {one.size for one in api.journal} == {len(body)}


def test_the_files_of_a_form_do_not_push_others_out() -> None:
    api = Api()
    api.journal = Journal(5, 200_000)
    form = b'--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\naudio\r\n'
    form += b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%s\r\n--b--\r\n'
    headers = {"authorization": "Bearer key", "content-type": "multipart/form-data; boundary=b"}
    for _ in range(3):
        assert send(api, form % (b"%PDF" * 50_000), path="/v1/files", headers=headers)[0].status == 200
    assert (len(api.journal), api.journal.dropped) == (3, 0)
    assert len(str(api.journal[0].body)) < 1_000


@pytest.mark.parametrize(
    ("path", "key", "status"), [("/v1/chat/completions", "wrong", 401), ("/v1/chat/completion", "right", 404)]
)
def test_what_is_refused_unread_is_kept_all_the_same(path: str, key: str, status: int) -> None:
    """Or nobody could tell that it was sent again."""
    api = Api(Settings(api_key="right"))
    said = {"model": MODEL, "messages": HELLO}
    sent = Request("POST", path, "", {"authorization": f"Bearer {key}"}, json.dumps(said).encode())
    response, exchange = api.handle(sent)
    assert (response.status, exchange.body, exchange.model) == (status, said, MODEL)
    garbage = Request("POST", path, "", {"authorization": f"Bearer {key}"}, b"{")
    assert api.handle(garbage)[1].body is None
