"""What `verify --live` prints and keeps: never a part of the key, never whose it is."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.live_servers import Planted, both, header, serving, swapped
from mistral_playbooks.cli import main
from mistral_playbooks.live import report
from mistral_playbooks.live.calibration import Calibration, calibrate
from mistral_playbooks.live.client import Client, LiveResponse, NoResponseError
from mistral_playbooks.live.credentials import mask as mask_of
from mistral_playbooks.live.probes import PROBES, Probe, choose
from mistral_playbooks.live.redact import PART, Mask
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.verify import checkout

KEY = "kT7mQ2xW9pLr4vZc8nBd1hYf6sJg3aEu"
ALPHABET = string.ascii_letters + string.digits + "-._~+/="

KEYS = st.text(ALPHABET, min_size=PART, max_size=48)


def parts(key: str) -> list[str]:
    return [key[at : at + PART].lower() for at in range(len(key) - PART + 1)]


def clean(text: str, key: str) -> bool:
    """Whether no part of the key of eight characters or more is in a text, in small letters or large ones."""
    folded = text.lower()
    return not any(part in folded for part in parts(key))


class Answers:
    """A client whose server says whatever the test wants."""

    url, local = "https://api.mistral.ai", False

    def __init__(self, answer: LiveResponse | str) -> None:
        self._answer = answer

    def send(self, _: Probe) -> LiveResponse:
        if isinstance(self._answer, str):
            raise NoResponseError(self._answer)
        return self._answer


def told(key: str, answer: LiveResponse | str, folder: Path, *probes: Probe) -> tuple[str, Calibration]:
    """Everything that leaves: both outputs, the lines of progress, and the file."""
    mask = Mask(key)
    client: Any = Answers(answer)
    lines: list[str] = []
    seen = calibrate(
        probes, client, mask, pause=0, done=lambda one: lines.append(mask.output(report.outcome_line(one)))
    )
    file = report.save(folder, seen, mask)
    kept = file.read_text(encoding="utf-8")
    document = report.dumps(report.result_json(seen), mask)
    json.loads(kept)
    json.loads(document)
    return "\n".join([*lines, mask.output(report.result_text(seen)), document, kept]), seen


@st.composite
def keys_and_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A key, and a text made of its pieces, of other words, and of what breaks lines and JSON."""
    key = draw(KEYS)
    piece = st.builds(lambda at, length: key[at : at + length], st.integers(0, len(key)), st.integers(1, len(key)))
    breaks = st.sampled_from(["\n", "\t", "\x00", '"', "\\", "u00e9", "n", ": ", "\ud800"])
    other = st.one_of(st.text(max_size=6), breaks)
    words = draw(st.lists(st.one_of(piece, piece.map(str.upper), other), max_size=12))
    return key, "".join(words)


SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SLOW
@given(keys_and_texts(), st.sampled_from([200, 400]), st.integers(0, 4))
@example((KEY, f"{KEY}{KEY[::-1]}"), 400, 0)
@example(("n" + KEY, f"\n{KEY[:7]}\n{KEY[:6]}"), 400, 2)
@example(("u0001abc" + KEY, "\x01abc" + KEY[:6]), 400, 2)
@example(("secret0123456789", "secret0123456789"), 400, 0)
@example(("chat/completions", "nothing of it"), 400, 0)
def test_no_part_of_a_key_survives_in_what_a_server_says(
    tmp_path: Path, both: tuple[str, str], status: int, form: int
) -> None:
    key, said = both
    value = {"message": said, "code": said, said: [said, {"input": said}], "detail": [{"loc": [said], "msg": said}]}
    event = f"event: {said}\ndata: {json.dumps(value)}\n\n"
    body = [json.dumps(value), json.dumps(value, ensure_ascii=False), said, f"data: {said}\n\n", event][form]
    kind = "text/event-stream" if form > 2 else "application/json"
    headers = (("content-type", kind), ("x-echo", said), (said.lower() or "x", "1"), ("server", said))
    answer = LiveResponse(status, headers, body.encode("utf-8", "replace"))
    all_of_it, _ = told(key, answer, tmp_path, PROBES[2], PROBES[3], PROBES[8])
    assert clean(all_of_it, key)


@SLOW
@given(st.text(string.digits, min_size=PART, max_size=20))
def test_a_key_of_digits_alone_is_no_number_either(tmp_path: Path, key: str) -> None:
    body = json.dumps({"created": int(key), "code": int(key), "p": float(key), key: key}).encode()
    for status in (200, 400):
        all_of_it, _ = told(key, LiveResponse(status, (), body), tmp_path, PROBES[2], PROBES[8])
        assert clean(all_of_it, key)


@SLOW
@given(keys_and_texts())
def test_nor_in_what_a_failed_connection_says(tmp_path: Path, both: tuple[str, str]) -> None:
    key, said = both
    all_of_it, seen = told(key, f"OSError: {said}", tmp_path, *PROBES[:3])
    assert clean(all_of_it, key)
    assert seen.stopped == "Three requests in a row got no answer."


@pytest.mark.parametrize("as_json", [False, True], ids=["lines", "json"])
def test_the_command_shows_no_part_of_a_key_that_a_server_echoes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    monkeypatch.setattr(checkout, "root", lambda: tmp_path)
    monkeypatch.setenv("MISTRAL_API_KEY", KEY)
    echo = both(
        swapped(b"Invalid model: ", f"Key {KEY[:12]}…{KEY[-9:]} may not use ".encode()),
        swapped(b'"param":null', json.dumps({KEY: KEY.upper()})[1:-1].encode()),
        header(f"x-{KEY[3:20].lower()}", KEY),
        header("content-type", f"application/json; key={KEY[4:]}"),
    )
    with serving(Planted(Api(Settings()), "/v1/chat/completions", b"no-such-model", echo)) as url:
        arguments = ["verify", "--live", "--yes", "--url", url, "invalid-model", *(["--json"] if as_json else [])]
        done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    (file,) = (tmp_path / ".cache" / "calibration").iterdir()
    assert "Key [key]…[key] may not use" in done.output
    assert "Key [key]…[key] may not use" in file.read_text(encoding="utf-8")
    assert clean(done.output + file.read_text(encoding="utf-8"), KEY)


UUID = "0192a3b4-0000-7000-8000-00000000abcd"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Workspace {UUID} is gone", "Workspace [id] is gone"),
        (f"org_{UUID.replace('-', '')}", "org_[id]"),
        ("ask jane.doe+x@mail.example.org now", "ask [email] now"),
        ("from 203.0.113.9:443 and 2001:db8::7", "from [ip]:443 and [ip]"),
        ("at 12:30:45, version 1.2", "at 12:30:45, version 1.2"),
        ("ft:open-mistral-7b:org:2025:x is gone", "[model] is gone"),
        ("Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [secret]"),
        ("Invalid model: no-such-model", "Invalid model: no-such-model"),
        ("red \x1b[31mtext\u202e", "red \ufffd[31mtext\ufffd"),
    ],
)
def test_what_tells_whose_it_is_goes(said: str, kept: str) -> None:
    assert Mask(KEY).text(said) == kept


def test_fields_that_name_an_owner_go_whole() -> None:
    body = {"organization_id": "acme", "workspace": {"name": "x", "user_id": 7}, "owned_by": "acme", "type": "base"}
    assert Mask(KEY).value(body) == {
        "organization_id": "[masked]",
        "workspace": {"name": "x", "user_id": "[masked]"},
        "owned_by": "[masked]",
        "type": "base",
    }
    assert Mask(KEY).value({"owned_by": "mistralai", "role": "user", "n": 1.5, "on": True, "no": None}) == {
        "owned_by": "mistralai",
        "role": "user",
        "n": 1.5,
        "on": True,
        "no": None,
    }


def test_of_a_header_the_name_is_kept_and_the_value_where_it_is_everybodys() -> None:
    seen = [("set-cookie", "__cf_bm=secret"), ("cf-ray", "9a-CDG"), ("mistral-correlation-id", UUID)]
    assert Mask(KEY).headers([*seen, ("x-ratelimit-limit-req-minute", "60"), ("content-type", "text/html")]) == {
        "set-cookie": "[masked]",
        "cf-ray": "[masked]",
        "mistral-correlation-id": "[masked]",
        "x-ratelimit-limit-req-minute": "60",
        "content-type": "text/html",
    }


def test_other_secrets_of_the_machine_are_masked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://someone1:pass%40word9@proxy.example:3128")
    other = "zzzz9999yyyy8888xxxx"
    mask = mask_of(KEY, {"MISTRAL_API_KEY": KEY, "OPENAI_API_KEY": other, "PATH": "/usr/local/bin"})
    assert mask.output(f"{other} pass@word9 someone1 {KEY} /usr/local/bin") == "[key] [key] [key] [key] /usr/local/bin"


def test_an_id_that_differs_is_no_difference() -> None:
    class Two(Answers):
        def send(self, _: Probe) -> LiveResponse:
            return Client("another-key", self.url).send(choose(["route-not-found"])[0])

    with serving(Api(Settings(seed="another"))) as url:
        client: Any = Two("")
        client.url = url
        assert calibrate(choose(["route-not-found"]), client, Mask(KEY), pause=0).agrees
