"""The pages under `/e/`: one for each key, with a redirect where only one class shows it, and one index."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import get_args

from ...content.response import ErrorResponse
from ...diagnosis.client_errors import NAMES
from ...diagnosis.follow_up import ask
from ..components import RETRY
from ..markup import fence, heading, inline, text
from .keys import ErrorClass, Key, Kind

UP = "../../"
"""The path from `/e/<key>/` to the site's root."""
_OF_THE_REQUEST = {"models", "requests", "tools"}
_OF_THE_KEY = {"account", "limits"}
_HEADERS = ("content-type", "content-length", "date", "connection")
"""Headers that tell no classes apart."""


def redirect(name: str, to: ErrorClass, site_name: str) -> str:
    """Returns a whole HTML page that leads to the page of a class, and keeps the anchor of the address.

    It says in short what that page says, for programs that do not follow it.
    """
    target, shown = html.escape(UP + to.url), html.escape(name)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{shown} - {html.escape(site_name)}</title>
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<link rel="canonical" href="{target}">
<link rel="icon" href="{UP}assets/icons/mark.svg">
<script>location.replace("{target}" + location.hash)</script>
<meta http-equiv="refresh" content="0; url={target}">
</head>
<body><main><article>
<h1>{shown}</h1>
<p><a href="{target}">{text(title(to))}</a></p>
<p>{inline(to.playbook.summary)} (retry: {RETRY[to.playbook.retry].lower()})</p>
</article><p>Not affiliated with Mistral AI.</p></main></body>
</html>
"""


def title(one: ErrorClass) -> str:
    """Returns the title of a class, shortened."""
    return _short(one.playbook.title)


def page(key: Key, keys: dict[str, Key]) -> str:
    """Returns the Markdown of the page of a key that several classes show."""
    name = f"{' or '.join(key.kinds).capitalize()} {key.name}"
    lead = f"{len(key.classes)} classes of errors show <code>{text(key.name)}</code>. What decides is listed for each."
    if key.any_status:
        client = NAMES[key.name].client
        lead = (
            f"<code>{text(key.name)}</code> says that the API refused a request. It is the name in {client} for any "
            "status. The status and the body of the answer name the error."
        )
    parts = [
        _head(name, f"{name} of the Mistral API: the errors that show it.", bool(key.classes)),
        f"# {heading(name)}",
        f'<p class="pb-summary">{lead}</p>',
    ]
    if key.any_status:
        parts += ["## By status {#status}", _links((k for k in keys.values() if _refusal(k)), "../")]
    for one in key.classes:
        parts += _candidate(one, key)
    parts += ["## Let the output decide {#decide}", *_decide(key)]
    return "\n\n".join(parts) + "\n"


def index(keys: dict[str, Key]) -> str:
    """Returns the Markdown of `/e/`, the list of all keys."""
    parts = [
        _head(
            "Errors by status, code, type and name", "Every status, code, type and exception name with a page.", True
        ),
        "# Errors by status, code, type and name",
        '<p class="pb-summary">Add what you see to the address of this page: <code>/e/3280/</code>, '
        "<code>/e/invalid_model/</code>, <code>/e/BadRequestError/</code>.</p>",
    ]
    for kind in get_args(Kind):
        plural = kind.capitalize() + ("es" if kind in ("status", "class") else "s")
        parts += [f"## {plural} {{#{kind}}}", _links((key for key in keys.values() if kind in key.kinds), "")]
    return "\n\n".join(parts) + "\n"


def _head(title: str, description: str, indexed: bool) -> str:
    given = {"title": title, "description": description, "search": {"exclude": True}, "hide": ["toc"]}
    if not indexed:
        given["robots"] = "noindex"
    return f"---\n{json.dumps(given)}\n---"


def _refusal(key: Key) -> bool:
    return "status" in key.kinds and int(key.name) >= 400


def _links(keys: Iterable[Key], up: str) -> str:
    items = [f'<li><a href="{up}{key.name}/"><code>{text(key.name)}</code></a></li>' for key in keys]
    return f'<ul class="pb-keys">{"".join(items)}</ul>'


def _candidate(one: ErrorClass, key: Key) -> list[str]:
    """A class: what decides, and the tell of each cause."""
    link = f"{UP}{one.url}"
    rows = [f"<li>{inline(one.playbook.summary)}</li>", *(f"<li>{said}</li>" for said in _decides(one, key))]
    for cause in one.playbook.causes:
        rows.append(f'<li><a href="{link}#{cause.id}">{inline(cause.tell, links=False)}</a></li>')
    return [
        f"## [{heading(one.playbook.title)}](../playbooks/{one.slug}.md) {{#{one.slug}}}",
        f"<ul>\n{''.join(rows)}\n</ul>",
    ]


def _decides(one: ErrorClass, key: Key) -> list[str]:
    """What an answer of this class shows, besides the key: status, code, type, message, headers (HTML)."""
    shown = []
    for label, values in (
        ("Status", [str(value) for value in one.statuses]),
        ("Code", one.codes),
        ("Type", one.types),
        ("Message", one.messages[:4]),
        ("Headers", _headers(one.answers.values())),
    ):
        if others := [value for value in values if value != key.name][:4]:
            shown.append(f"{label}: " + ", ".join(f"<code>{text(_short(value))}</code>" for value in others))
    return shown


def _headers(answers: Iterable[ErrorResponse]) -> list[str]:
    found = [f"{name}: {value}" for one in answers for name, value in one.headers.items()]
    return list(dict.fromkeys(line for line in found if not line.lower().startswith(_HEADERS)))


def _short(value: str) -> str:
    return value if len(value) <= 120 else f"{value[:119]}…"


def _decide(key: Key) -> list[str]:
    parts = [
        "Save the whole error in a file: the status and the body of the answer, or the last lines of the traceback. "
        "This command reads it offline and names the playbook.",
        fence("sh", "mistral-playbooks explain error.txt", data_role="command"),
    ]
    if command := _question(key):
        reason = {"data_reason": "asks the real API"} if command.startswith("curl") else {}
        parts += ["This command's output decides, too:", fence("sh", command, data_role="command", **reason)]
    return parts


def _question(key: Key) -> str | None:
    """The command whose output decides, if one does for all classes."""
    found = [one.playbook for one in key.classes]
    categories = {one.category for one in found}
    alike = len(categories) == 1 or categories <= _OF_THE_REQUEST or categories <= _OF_THE_KEY
    if len(found) < 2 or not alike:
        return None
    # `check` judges a request's model, too, so a class of requests or tools speaks for all three. The list of models
    # is refused to a wrong key, and costs no quota.
    first = min(found, key=lambda one: (one.category == "models", one.category != "account"))
    return ask((first, *found), None)
