"""What `doctor` says of each answer of the API: the mock in each of its states, and what only a broken server sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers.networks import REFUSAL, always, answer, dated, dripping, serving, silent
from helpers.server import Running
from mistral_playbooks.doctor import examination, report
from mistral_playbooks.doctor.examination import Settings
from mistral_playbooks.doctor.line import Line
from mistral_playbooks.doctor.target import parse_target
from mistral_playbooks.mock import Api, parse_fault
from mistral_playbooks.mock import Settings as ApiSettings

KEY = "Abcdefgh1234Ijklmnop5678Qrstuvwx"
SHORT = 1.5
pytestmark = pytest.mark.usefixtures("no_proxies")


def running(*faults: str, settings: ApiSettings | None = None) -> Running:
    """The mock with the faults of the real catalog."""
    return Running(Api(settings, [parse_fault(one) for one in faults]))


def asked(url: str, tmp_path: Path, key: str | None = None, **more: Any) -> dict[str, Line]:
    env = {} if key is None else {"MISTRAL_API_KEY": key}
    settings: dict[str, Any] = {"target": parse_target(url), "env": env, "folder": tmp_path, **more}
    return examination.examine(Settings(**settings))


def limit(fault: str) -> float:
    """Seconds for a step: few only where nothing comes, so that a busy machine changes no result."""
    return SHORT if fault.startswith("timeout") else 60.0


def states(lines: dict[str, Line], *names: str) -> list[str]:
    return [lines[name].state for name in names]


def test_without_a_key_the_401_proves_that_the_api_answers(tmp_path: Path) -> None:
    with running() as server:
        lines = asked(server.url, tmp_path)
    assert states(lines, "proxy", "dns", "tcp", "clock", "api") == ["ok"] * 5
    assert "401" in lines["api"].reason
    assert states(lines, "tls", "key", "models", "chat") == ["unknown"] * 4
    assert not report.is_failed(lines)
    assert [exchange.status for exchange in server.api.journal] == [401]


def test_a_good_key_has_models(tmp_path: Path) -> None:
    with running(settings=ApiSettings(api_key=KEY)) as server:
        lines = asked(server.url, tmp_path, KEY)
        assert states(lines, "api", "key", "models", "chat") == ["ok", "ok", "ok", "unknown"]
        assert "mistral-small-latest" in lines["models"].data
        wanted = asked(server.url, tmp_path, KEY, model="mistral-small-latest")
        assert states(wanted, "models", "chat") == ["ok", "ok"]
        other = asked(server.url, tmp_path, KEY, model="mistral-typo")
        assert (other["models"].state, other["models"].playbook) == ("failed", "invalid-model")
        assert (other["chat"].state, other["chat"].playbook) == ("failed", "invalid-model")


def test_a_wrong_key_is_refused(tmp_path: Path) -> None:
    with running(settings=ApiSettings(api_key="another-key-000")) as server:
        lines = asked(server.url, tmp_path, KEY)
    assert states(lines, "api", "key", "models") == ["ok", "failed", "unknown"]
    assert lines["key"].playbook == "unauthorized"
    assert report.is_failed(lines)


@pytest.mark.parametrize(
    ("fault", "state", "slug"),
    [
        ("unauthorized", "failed", "unauthorized"),
        ("unauthorized/older-wording", "failed", "unauthorized"),
        ("key-endpoint-mismatch/vibe-key", "failed", "key-endpoint-mismatch"),
        ("payment-required", "failed", "payment-required"),
        ("rate-limited", "failed", "rate-limited"),
        ("zero-quota", "failed", "zero-quota"),
        ("server-error", "unknown", None),
        ("gateway-error/cloudflare-502", "unknown", None),
        ("timeout/no-answer", "unknown", None),
        ("connection-error/reset", "unknown", None),
    ],
)
def test_each_answer_to_the_key(fault: str, state: str, slug: str | None, tmp_path: Path) -> None:
    """The mock gives each kind of refusal; an answer of the server itself says nothing about the key."""
    with running(f"{fault}@/v1/models") as server:
        lines = asked(server.url, tmp_path, KEY, step=limit(fault))
    assert (lines["key"].state, lines["key"].playbook) == (state, slug), lines["key"]
    assert lines["models"].state == "unknown"


@pytest.mark.parametrize(
    ("fault", "slug", "theirs"),
    [
        ("server-error", "server-error", True),
        ("gateway-error/cloudflare-502", "gateway-error", True),
        ("gateway-error/html", "gateway-error", True),
        ("gateway-error/upstream-connect", "gateway-error", True),
        ("gateway-error/gateway-timeout", "gateway-error", True),
        ("gateway-error/service-unavailable", "gateway-error", True),
        ("rate-limited", "rate-limited", False),
        ("route-not-found", "route-not-found", False),
        ("timeout/no-answer", "timeout", False),
        ("connection-error/reset", "connection-error", False),
    ],
)
def test_each_state_of_the_api(fault: str, slug: str, theirs: bool, tmp_path: Path) -> None:
    with running(f"{fault}@/v1/models") as server:
        lines = asked(server.url, tmp_path, step=limit(fault))
    assert (lines["api"].state, lines["api"].playbook, lines["api"].theirs) == ("failed", slug, theirs), lines["api"]
    assert ("status.mistral.ai" in report.conclusion(lines)) is theirs


@pytest.mark.parametrize(
    ("fault", "slug"),
    [
        ("server-error", "server-error"),
        ("capacity-exceeded", "capacity-exceeded"),
        ("rate-limited", "rate-limited"),
        ("tier-not-allowed", "tier-not-allowed"),
        ("monthly-quota", "monthly-quota"),
        ("timeout/no-answer", "timeout"),
    ],
)
def test_each_state_of_a_model(fault: str, slug: str, tmp_path: Path) -> None:
    with running(fault) as server:
        lines = asked(server.url, tmp_path, KEY, model="mistral-small-latest", total=2 * limit(fault))
    assert states(lines, "api", "key", "models", "chat") == ["ok", "ok", "ok", "failed"]
    assert lines["chat"].playbook == slug, lines["chat"]


def test_a_url_with_v1_is_the_same(tmp_path: Path) -> None:
    with running() as server:
        assert asked(f"{server.url}/v1/", tmp_path)["api"].state == "ok"
        doubled = asked(f"{server.url}/v1/v1", tmp_path)["api"]
    assert (doubled.state, doubled.playbook) == ("failed", "route-not-found")


HTML = b"<!DOCTYPE html><html><head><title>Hotel login</title></head></html>"


@pytest.mark.parametrize(
    ("data", "slug", "says"),
    [
        (answer("200 OK", HTML, content="text/html"), "connection-error", "Hotel login"),
        (answer("401 Unauthorized", HTML, content="text/html"), "connection-error", "web page"),
        (
            answer("403 Forbidden", HTML, "cf-mitigated: challenge", content="text/html"),
            "connection-error",
            "Cloudflare",
        ),
        (answer("302 Found", b"", "location: /v1/models"), "connection-error", "redirect"),
        (answer("503 Service Unavailable", HTML, content="text/html"), "gateway-error", "503"),
        (answer("418 I'm a teapot", b"short and stout", content="text/plain"), "connection-error", "418"),
        (answer("401 Unauthorized", REFUSAL, length=400), "connection-error", "before the answer was complete"),
        (answer("401 Unauthorized", b"[[[[" * 2_500_000), "connection-error", "longer than"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "connection-error", "HTTP"),
        (b"", "connection-error", "without an answer"),
        (b"HTTP/1.1 999999 ?\r\n\r\n", "connection-error", "HTTP"),
    ],
    ids=[
        "portal",
        "401-page",
        "challenge",
        "redirect",
        "503-page",
        "teapot",
        "cut",
        "noise",
        "ssh",
        "closed",
        "nonsense",
    ],
)
def test_an_answer_of_another_server(data: bytes, slug: str, says: str, tmp_path: Path) -> None:
    seen: list[str] = []
    with serving(always(data, seen)) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path)
    assert (lines["api"].state, lines["api"].playbook) == ("failed", slug), lines["api"]
    assert says in lines["api"].reason
    assert len(seen) == 1  # a redirect is not followed
    assert "Authorization" not in seen[0]


@pytest.mark.parametrize(
    "drip", [b"HTTP/1.1 401 Unauthorized\r\nx: ", answer("401 Unauthorized", b" ", length=9_000_000)]
)
def test_a_slow_drip_ends_at_the_limit_of_its_step(drip: bytes, tmp_path: Path) -> None:
    with serving(dripping(drip)) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path, KEY, step=SHORT)
    assert (lines["api"].state, lines["api"].playbook) == ("failed", "timeout")
    assert lines["key"].state == "unknown"


def test_a_server_that_says_nothing(tmp_path: Path) -> None:
    with serving(silent) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path, KEY, step=SHORT)
    assert (lines["api"].state, lines["api"].playbook) == ("failed", "timeout")
    assert states(lines, "clock", "key", "models") == ["unknown"] * 3


@pytest.mark.parametrize(
    ("off", "state", "says"),
    [
        (timedelta(hours=1), "failed", "1 h behind"),
        (timedelta(hours=-1), "failed", "1 h ahead of"),
        (timedelta(days=-3, minutes=-5), "failed", "3 d 5 min ahead of"),
        (timedelta(seconds=20), "ok", "agrees"),
    ],
)
def test_a_clock_that_is_off(off: timedelta, state: str, says: str, tmp_path: Path) -> None:
    """The server's date tells: this machine's clock cannot be set in a test."""

    async def handle(reader: Any, writer: Any) -> None:
        await always(answer("401 Unauthorized", REFUSAL, dated(datetime.now(UTC) + off)))(reader, writer)

    with serving(handle) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path)
    assert lines["clock"].state == state
    assert says in lines["clock"].reason


@pytest.mark.parametrize("date", ["date: yesterday", "x: y", "date: Sun, 99 Foo 2026 99:99:99 GMT"])
def test_no_date_to_compare_the_clock_with(date: str, tmp_path: Path) -> None:
    with serving(always(answer("401 Unauthorized", REFUSAL, date))) as port:
        lines = asked(f"http://127.0.0.1:{port}", tmp_path)
    assert states(lines, "clock", "api") == ["unknown", "ok"]


def test_a_codestral_key_is_named(tmp_path: Path) -> None:
    asked_codestral: list[str] = []
    body = b'{"detail":[{"type":"missing","loc":["body","model"],"msg":"Field required"}]}'
    with (
        serving(always(answer("401 Unauthorized", REFUSAL))) as api,
        serving(always(answer("422 Unprocessable Entity", body), asked_codestral)) as host,
    ):
        codestral = parse_target(f"http://127.0.0.1:{host}")
        lines = asked(f"http://127.0.0.1:{api}", tmp_path, KEY, codestral=codestral)
        neither = asked(f"http://127.0.0.1:{api}", tmp_path, KEY, codestral=parse_target(f"http://127.0.0.1:{api}"))
    assert (lines["key"].playbook, lines["key"].cause) == ("unauthorized", "other-product")
    assert "Codestral key" in lines["key"].reason
    assert asked_codestral[0].startswith("POST /v1/fim/completions ")
    assert (neither["key"].state, neither["key"].cause) == ("failed", None)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("", "empty"),
        ("  ", "empty"),
        (f"{KEY}\n", "line break"),
        (f'"{KEY}"', "quotation marks"),
        (f"Bearer {KEY}", "Bearer"),
        ("${MISTRAL_API_KEY}", "placeholder"),
        ("schlüssel-0123456789", "character"),
        ("short", "fewer than"),
    ],
)
def test_a_key_that_cannot_be_one_is_not_sent(key: str, says: str, tmp_path: Path) -> None:
    with running() as server:
        lines = asked(server.url, tmp_path, key)
    assert (lines["key"].state, lines["key"].playbook) == ("failed", "missing-api-key")
    assert says in lines["key"].reason
    assert [exchange.status for exchange in server.api.journal] == [401]


def test_a_list_of_models_that_is_none(tmp_path: Path) -> None:
    for body, state in ((b'{"data":"no"}', "unknown"), (b'{"data":[{"id":1}]}', "unknown"), (b'{"data":[]}', "failed")):
        with serving(always(answer("200 OK", body))) as port:
            lines = asked(f"http://127.0.0.1:{port}", tmp_path, KEY)
        assert lines["models"].state == state
