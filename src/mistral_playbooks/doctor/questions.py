"""The questions, in the order in which a fault at one explains those after it. docs/triage.md asks the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """`id` names it in `--json` and as the heading's anchor on the page, `label` in the terminal."""

    id: str
    label: str
    text: str


QUESTIONS = (
    Question("proxy", "Proxy", "Does a proxy variable redirect your requests?"),
    Question("dns", "DNS", "Does the name resolve?"),
    Question("tcp", "TCP", "Does the server accept a connection?"),
    Question("tls", "TLS", "Is the certificate trusted?"),
    Question("clock", "Clock", "Is your clock right?"),
    Question("api", "API", "Does the API answer without a key?"),
    Question("key", "Key", "Does the API accept your key?"),
    Question("models", "Models", "Which models may the key use?"),
    Question("chat", "Chat", "Does a model answer?"),
    Question("sdk", "SDK", "Which SDK versions are installed?"),
)
LABEL = {one.id: one.label for one in QUESTIONS}
"""Id to label."""
