"""What a program may not contain although it works against the mock."""

import pytest

from mistral_playbooks import catalog, lint, programs
from mistral_playbooks.programs import Program


def wrong(language: str, text: str) -> str:
    return "; ".join(lint.fragile(Program("x", "x", "fixed", language, "snippets/x/fixed.py", text)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            'try:\n    ask()\nexcept Exception as e:\n    if "429" in str(e):\n        wait()\n',
            "line 4: looks for a status",
        ),
        ("if '503' not in f'{e}':\n    raise\n", "line 1: looks for a status"),
        ('retry = "429" in error.message', "line 1: looks for a status"),
        ("try:\n    ask()\nexcept Exception:\n    pass\n", "line 3: swallows an exception"),
        ("Mistral(timeout_ms=30)", "`timeout_ms` counts milliseconds"),
        ("RetryConfig('backoff', BackoffStrategy(1, 60, 1.5, 300), True)", "`BackoffStrategy` counts milliseconds"),
        ("BackoffStrategy(\n    initial_interval=2,\n)", "line 2: `initial_interval` counts milliseconds"),
    ],
)
def test_python(text: str, says: str):
    assert says in wrong("python", text)


@pytest.mark.parametrize(
    "text",
    [
        "if e.status_code == 429:\n    wait()\n",
        "if e.status_code in (429, 503):\n    wait()\n",
        'if "429" in seen:\n    wait()\n',
        "Mistral(timeout_ms=30_000)",
        "BackoffStrategy(500, 60_000, 1.5, 300_000)",
        "try:\n    ask()\nexcept ValueError:\n    print('no')\n",
        "not Python at all",
    ],
)
def test_what_is_right_stays(text: str):
    assert wrong("python", text) == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('if (String(error).includes("429")) {', "line 1: looks for a status"),
        ("try { ask() } catch {}", "line 1: swallows an exception"),
        ("new Mistral({ timeoutMs: 30 })", "`timeoutMs` counts milliseconds"),
    ],
)
def test_typescript(text: str, says: str):
    assert says in wrong("typescript", text)
    assert wrong("typescript", "if (error.statusCode === 429) {} new Mistral({ timeoutMs: 30_000 })") == ""


def test_no_published_fix_is_fragile(root):
    found = programs.find(root, catalog.read(root / "docs/playbooks"))
    assert [f"{p.file}: {said}" for p in found if p.role == "fixed" for said in lint.fragile(p)] == []
