"""Programs meet the mock through their environment alone; no key and no other host can be reached."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_playbooks import environment, process
from mistral_playbooks.authority import Authority
from mistral_playbooks.background import Background
from mistral_playbooks.environment import KEY
from mistral_playbooks.gateway import Gateway, is_mistral
from mistral_playbooks.mock import Api, Settings
from mistral_playbooks.node import executable as node

CHAT = '{"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Hello"}]}'


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as made:
        yield made


@pytest.fixture(scope="module")
def background() -> Iterator[Background]:
    with Background() as made:
        yield made


@pytest.fixture
def gateway(authority: Authority, background: Background) -> Iterator[Gateway]:
    with Gateway(Api(Settings(api_key=KEY)), authority, background) as made:
        yield made


def run(gateway: Gateway, *command: str, cwd: Path, **variables: str) -> process.Outcome:
    base = {"PATH": os.environ["PATH"], "HOME": str(cwd), **variables}
    return process.run(command, env=gateway.environment(base), cwd=cwd, timeout=15)


PYTHON = """
import json, os, sys, urllib.request
CHAT = sys.argv[1]
request = urllib.request.Request(
    "https://api.mistral.ai/v1/chat/completions", data=CHAT.encode(),
    headers={"authorization": "Bearer " + os.environ["MISTRAL_API_KEY"], "content-type": "application/json"},
)
print(json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"])
"""


def test_a_python_without_our_packages(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, sys.executable, "-I", "-S", "-c", PYTHON, CHAT, cwd=tmp_path)
    # -I ignores PYTHON* variables only; proxies and certificates are honoured.
    assert (outcome.exit, outcome.stderr) == (0, "")
    assert outcome.stdout.strip() == gateway.api.journal[0].answer


def test_curl(gateway: Gateway, tmp_path: Path) -> None:
    script = f"""curl -sS https://api.mistral.ai/v1/chat/completions -H "authorization: Bearer $MISTRAL_API_KEY" \
        -H 'content-type: application/json' -d '{CHAT}'"""
    outcome = run(gateway, "sh", "-c", script, cwd=tmp_path)
    assert (outcome.exit, outcome.stderr) == (0, "")
    assert str(gateway.api.journal[0].answer) in outcome.stdout


def test_node(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "program.mjs").write_text(
        f"""const answer = await fetch("https://api.mistral.ai/v1/chat/completions", {{method: "POST", body: `{CHAT}`,
        headers: {{authorization: "Bearer " + process.env.MISTRAL_API_KEY, "content-type": "application/json"}}}});
        console.log((await answer.json()).choices[0].message.content);"""
    )
    outcome = run(gateway, node(), "program.mjs", cwd=tmp_path)
    assert outcome.exit == 0, outcome.output
    assert outcome.stdout.strip() == gateway.api.journal[0].answer


def test_a_node_that_ignores_the_proxy_is_stopped(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "old.cjs").write_text("Object.defineProperty(process, 'versions', {value: {node: '20.20.2'}});")
    (tmp_path / "program.cjs").write_text("console.log('it ran');")
    outcome = run(gateway, node(), "program.cjs", cwd=tmp_path, NODE_OPTIONS="--require ./old.cjs")
    assert (outcome.exit, outcome.stdout) == (2, "")
    assert "Node 20.20.2 does not honour HTTPS_PROXY" in outcome.stderr
    assert "mistral-playbooks mock" in outcome.stderr
    assert run(gateway, node(), "program.cjs", cwd=tmp_path).stdout == "it ran\n"


@pytest.mark.parametrize("host", ["example.com", "api.openai.com", "mistral.ai.example.com", "notmistral.ai"])
def test_another_host_is_refused_and_named(gateway: Gateway, tmp_path: Path, host: str) -> None:
    outcome = run(gateway, "curl", "-sS", f"https://{host}/v1/models", cwd=tmp_path)
    assert outcome.exit == 56  # curl: the proxy refused CONNECT
    assert "403" in outcome.stderr
    assert gateway.refused == [f"{host}:443"]
    assert not gateway.api.journal


def test_plain_http_is_refused_and_says_why(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, "curl", "-sS", "http://api.mistral.ai/v1/models", cwd=tmp_path)
    assert "refused api.mistral.ai (plain HTTP)" in outcome.stdout
    assert gateway.refused == ["api.mistral.ai"]


def test_the_users_own_servers_stay_reachable(gateway: Gateway, tmp_path: Path) -> None:
    outcome = run(gateway, "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:1/", cwd=tmp_path)
    assert outcome.exit == 7  # refused by that port itself, not by the gateway
    assert gateway.refused == []


def test_regions_and_products_meet_the_mock(gateway: Gateway, tmp_path: Path) -> None:
    for host in ("api.mistral.ai", "api.eu.mistral.ai", "codestral.mistral.ai"):
        outcome = run(
            gateway, "curl", "-sS", f"https://{host}/v1/models", "-H", f"authorization: Bearer {KEY}", cwd=tmp_path
        )
        assert '"object"' in outcome.stdout, outcome.output


def test_a_program_that_does_not_trust_the_authority_is_noticed(gateway: Gateway, tmp_path: Path) -> None:
    env = gateway.environment({"PATH": os.environ["PATH"]})
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        del env[name]
    outcome = process.run(["curl", "-sS", "https://api.mistral.ai/v1/models"], env=env, cwd=tmp_path, timeout=30)
    assert outcome.exit in (35, 60, 77)
    assert not gateway.api.journal
    assert len(gateway.tls_failures) == 1


def test_two_gateways_do_not_see_each_other(authority: Authority, background: Background, tmp_path: Path) -> None:
    with (
        Gateway(Api(Settings(api_key=KEY)), authority, background) as one,
        Gateway(Api(Settings(api_key="another")), authority, background) as two,
    ):
        for gateway, status in ((one, 200), (two, 401)):
            run(
                gateway,
                "curl",
                "-s",
                "https://api.mistral.ai/v1/models",
                "-H",
                f"authorization: Bearer {KEY}",
                cwd=tmp_path,
            )
            assert [exchange.status for exchange in gateway.api.journal] == [status]


def test_no_real_key_is_left(authority: Authority) -> None:
    secret = "sk-real-secret-0123456789"
    base = {
        "MISTRAL_API_KEY": secret,
        "MY_MISTRAL_KEY": "real-two-9999",
        "OPENAI_API_KEY": "real-three-99",
        "CODESTRAL_API_TOKEN": "real-four-999",
        "LLM_CREDENTIAL": secret,
        "mistral_api_key": "real-five-999",
        "MISTRAL_SA_TOKEN_PATH": "/run/secret",
        "EDITOR": "vi",
        "NO_PROXY": "api.mistral.ai",
        "HTTPS_PROXY": "http://corporate:3128",
    }
    child = environment.under_gateway(base, "http://127.0.0.1:9999", authority)
    assert not [name for name, value in child.items() if value == secret or value.startswith("real-")]
    assert "MISTRAL_SA_TOKEN_PATH" not in child
    assert child["EDITOR"] == "vi"
    assert "mistral" not in child["NO_PROXY"]
    assert {child[name] for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY")} == {"http://127.0.0.1:9999"}
    assert "MISTRAL_API_KEY" not in {name for name in os.environ if os.environ[name] == KEY}


def test_the_authority_leaves_nothing_behind() -> None:
    with Authority() as made:
        folder = made.certificate.parent
        assert made.guard.is_file()
    assert not folder.exists()


def test_a_path_with_spaces_reaches_node(authority: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    guard = folder / "guard.cjs"
    shutil.copy(authority.guard, guard)
    options = environment.under_gateway({}, "http://127.0.0.1:1", authority)["NODE_OPTIONS"]
    options = options.replace(str(authority.guard), str(guard))
    done = subprocess.run(
        [node(), "-p", "1"], env={"NODE_OPTIONS": options}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "1\n", done.stderr


def test_hosts() -> None:
    assert is_mistral("api.mistral.ai")
    assert is_mistral("API.MISTRAL.AI.")
    assert not is_mistral("api.mistral.ai.example.com")
    assert not is_mistral("xmistral.ai")
