"""The questions, in the order in which a fault at one explains those after it. docs/triage.md asks the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """`id` names it in `--json` and as the heading's anchor on the page, `label` in the terminal."""

    id: str
    label: str
    text: str
    playbooks: tuple[str, ...]
    """The slugs that explain most failures of this question."""


QUESTIONS = (
    Question("proxy", "Proxy", "Does a proxy variable redirect your requests?", ("connection-error",)),
    Question("dns", "DNS", "Does the name resolve?", ("connection-error",)),
    Question("tcp", "TCP", "Does the server accept a connection?", ("connection-error", "timeout")),
    Question("tls", "TLS", "Is the certificate trusted?", ("tls-error",)),
    Question("clock", "Clock", "Is your clock right?", ("tls-error",)),
    Question(
        "api",
        "API",
        "Does the API answer without a key?",
        ("gateway-error", "server-error", "route-not-found", "timeout"),
    ),
    Question(
        "key",
        "Key",
        "Does the API accept your key?",
        ("unauthorized", "missing-api-key", "key-endpoint-mismatch", "payment-required"),
    ),
    Question("models", "Models", "Which models may the key use?", ("invalid-model", "tier-not-allowed")),
    Question("chat", "Chat", "Does a model answer?", ("server-error", "capacity-exceeded", "rate-limited", "timeout")),
    Question("sdk", "SDK", "Which SDK versions are installed?", ("compromised-release", "import-error")),
)
LABEL = {one.id: one.label for one in QUESTIONS}
"""Id to label."""
