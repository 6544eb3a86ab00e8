"""Suggests a command if a text fits several classes."""

from __future__ import annotations

from collections.abc import Sequence

from ..content.catalog import Playbook
from ..support.redact import mask

_KEY = '-H "Authorization: Bearer $MISTRAL_API_KEY"'
_API = "https://api.mistral.ai/v1"
_MODELS = f"curl -sS -i {_API}/models {_KEY}"
_CHECK = "mistral-playbooks check request.json"
MODEL = "MODEL"
COMMANDS = {
    # The texts are alike, but the headers differ: a limit of 0 requests per minute, 0 remaining, or neither.
    "limits": f"curl -sS -D - {_API}/chat/completions {_KEY} -H 'Content-Type: application/json' "
    f"""-d '{{"model":"{MODEL}","max_tokens":1,"messages":[{{"role":"user","content":"Hi"}}]}}'""",
    "account": _MODELS,
    "models": _MODELS,
    "sdk": "python -c \"import importlib.metadata as m; print(m.version('mistralai'))\"",
    "server": f"curl -sS -i {_API}/models",  # without a key: a 401 proves that the API answers
    "documents": "print(error.status_code, error.body)",
    "requests": _CHECK,
    "tools": _CHECK,
}
"""Category of the first candidate to a command whose output decides. `MODEL` stands for the model of the text."""


def ask(candidates: Sequence[Playbook], model: str | None) -> str | None:
    """Returns a command whose output decides between these playbooks, or None if there is no such command.

    `model` is the model in the error text, if any.
    """
    if len(candidates) < 2:
        return None
    categories = {playbook.category for playbook in candidates[:3]}
    category = "sdk" if categories == {"sdk", "streaming"} else candidates[0].category
    command = COMMANDS.get(category)
    return command.replace(MODEL, model) if command and model and mask(model) == model else command
