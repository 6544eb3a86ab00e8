"""Suggests a command if a text fits several classes."""

from __future__ import annotations

from collections.abc import Sequence

from ..content.catalog import Playbook
from ..support.redact import mask

_KEY = '-H "Authorization: Bearer $MISTRAL_API_KEY"'
_API = "https://api.mistral.ai/v1"


def ask(candidates: Sequence[Playbook], model: str | None) -> str | None:
    """Returns a command whose output decides between these playbooks, or None if there is no such command.

    `model` is the model in the error text, if any.
    """
    if len(candidates) < 2:
        return None
    first = candidates[0]
    categories = {playbook.category for playbook in candidates[:3]}
    if first.category == "limits":
        # The texts are alike, but the headers differ: a limit of 0 requests per minute, 0 remaining, or neither.
        model = model if model and mask(model) == model else "MODEL"
        body = f'{{"model":"{model}","max_tokens":1,"messages":[{{"role":"user","content":"Hi"}}]}}'
        return f"curl -sS -D - {_API}/chat/completions {_KEY} -H 'Content-Type: application/json' -d '{body}'"
    if first.category in {"account", "models"}:
        return f"curl -sS -i {_API}/models {_KEY}"
    if first.category == "sdk" or categories == {"sdk", "streaming"}:
        return "python -c \"import importlib.metadata as m; print(m.version('mistralai'))\""
    if first.category == "server":
        return f"curl -sS -i {_API}/models"  # without a key: a 401 proves that the API answers
    if first.category in {"requests", "tools"}:
        return "mistral-playbooks check request.json"
    return None
