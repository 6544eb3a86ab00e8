"""The report: one line for each question, and what follows from them. As text, or as JSON for programs."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Mapping
from typing import Any

from ..live.redact import Mask
from .line import Line
from .questions import LABEL, QUESTIONS
from .target import Target

STATUS_PAGE = "https://status.mistral.ai"
_COLOR = {"ok": "green", "failed": "red", "unknown": "yellow"}
_NETWORK = ("proxy", "dns", "tcp", "tls", "api")
_WIDTH = 100
_INDENT = 18


def is_failed(lines: Mapping[str, Line]) -> bool:
    """Whether any question was answered with a fault."""
    return any(line.state == "failed" for line in lines.values())


def conclusion(lines: Mapping[str, Line]) -> str:
    """Returns what the lines mean together: where the first fault is, and what to do."""
    faults = [id for id in LABEL if lines[id].state == "failed"]
    if "sdk" in faults:
        return (
            "A malicious release was found in this machine's packages or lock files. Disconnect the machine, and "
            "follow the steps from another one: mistral-playbooks show compromised-release"
        )
    if "clock" in faults:
        return "Set this machine's clock first: certificates and waits depend on it. Then run this again."
    if not faults:
        return _without_fault(lines)
    first = faults[0]
    if lines[first].theirs:
        return f"{LABEL[first]} failed on Mistral's side. Retry with growing waits, and look at {STATUS_PAGE}"
    if first in _NETWORK:
        return (
            f"{LABEL[first]} failed, between this machine and the API. Fix that first: the later checks depend on it."
        )
    return f"The API answers. {LABEL[first]} failed, so look at your account and your request, not at the network."


def _without_fault(lines: Mapping[str, Line]) -> str:
    if lines["api"].state != "ok":
        return "Nothing failed, but not everything could be tested. Read the lines marked unknown."
    if lines["chat"].state == "ok":
        return "Everything works from here. If your program fails, paste its error: mistral-playbooks explain"
    return (
        "The API can be reached from here. If your program fails, paste its error: mistral-playbooks explain. If it "
        f"fails with a 5xx or a timeout, look at {STATUS_PAGE}"
    )


def as_json(lines: Mapping[str, Line], target: Target, mask: Mask, urls: Mapping[str, str]) -> str:
    """Returns the report as JSON on one line. `urls` are the pages of the playbooks, from the site's root."""
    rows: list[dict[str, Any]] = [
        {
            "check": one.id,
            "question": one.text,
            "state": line.state,
            "reason": line.reason,
            "playbook": line.playbook,
            "cause": line.cause,
            "url": _page(line, urls),
            "data": line.data,
        }
        for one in QUESTIONS
        for line in (lines[one.id],)
    ]
    text = conclusion(lines)
    report = {"url": target.url, "failed": is_failed(lines), "conclusion": text, "checks": rows}
    return json.dumps(_masked(report, mask))


def _masked(value: Any, mask: Mask) -> Any:
    if isinstance(value, dict):
        return {name: _masked(item, mask) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, mask) for item in value]
    return mask.output(value) if isinstance(value, str) else value


def _page(line: Line, urls: Mapping[str, str]) -> str | None:
    """Returns the page of the line's playbook, or that of a class without one, from the site's root."""
    if line.playbook is None:
        return None
    url = urls.get(line.playbook)
    return f"{url}{f'#{line.cause}' if line.cause else ''}" if url else f"/e/{line.playbook}/"


def as_text(
    lines: Mapping[str, Line], target: Target, mask: Mask, urls: Mapping[str, str], site: str, *, color: bool
) -> str:
    """Returns the report as text. `site` is the site's address, or empty if it is not known."""
    import click

    def styled(text: str, **style: Any) -> str:
        return click.style(text, **style) if color else text

    width = min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDTH)
    rows = [styled(f"mistral-playbooks doctor: {target.url}{target.prefix}", bold=True)]
    for id, line in lines.items():
        head = f"{styled(f'{line.state:9}', fg=_COLOR[line.state], bold=line.state == 'failed')}{LABEL[id]:9}"
        rows += _wrapped(line.reason, width, head)
        if line.playbook:
            page = _page(line, urls)
            known = f"{line.playbook}/{line.cause}" if line.cause else line.playbook
            rows.append(" " * _INDENT + styled(f"Playbook: mistral-playbooks show {known}", dim=True))
            if site and page:
                rows.append(" " * _INDENT + styled(f"Page: {site.rstrip('/')}{page}", dim=True))
    rows += ["", *_wrapped(conclusion(lines), width, "", 0)]
    return mask.output("\n".join(rows))


def _wrapped(text: str, width: int, head: str, indent: int = _INDENT) -> list[str]:
    parts = textwrap.wrap(text, max(width - indent, 30), break_long_words=False, break_on_hyphens=False)
    first, *rest = parts or [""]
    return [head + first, *(" " * indent + part for part in rest)]
