"""Tables that are computed: what each client prints, and the keys of the front matter."""

from __future__ import annotations

import re

import pytest

from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.site import shortcodes
from mistral_playbooks.site.shortcodes import ShortcodeError
from mistral_playbooks.site.tables import allowed, clients, front_matter
from mistral_playbooks.site.tables.clients import Printed
from mistral_playbooks.verify.lint import allowlist

PYTHON = """\
Mocked answer 1:
Traceback (most recent call last):
  File "a.py", line 4, in <module>
    ask()
    ^^^
mistralai.client.errors.sdkerror.SDKError: API error occurred: Status 400. Body: {"a":1}
For more, see the docs.
"""
CHAINED = f"{PYTHON}\nDuring handling of the above exception, another exception occurred:\n\n" + (
    'Traceback (most recent call last):\n  File "b.py", line 1, in <module>\nopenai.BadRequestError: Error code: 400\n'
)
NODE = """\
snippets/a/broken.ts:3
  throw new X({
        ^

SDKError: API error occurred: Status 400
Body: {"a":1}
    at matchFunc (b.js:1:2)

Node.js v24.19.0
"""
STREAM = 'data: {"id":"1"}\n\ncurl: (18) transfer closed\n'


@pytest.mark.parametrize(
    ("output", "language", "expected"),
    [
        (PYTHON, "python", Printed("SDKError", 'API error occurred: Status 400. Body: {"a":1}')),
        (CHAINED, "python", Printed("BadRequestError", "Error code: 400")),
        ("403: no plan\n", "python", Printed(None, "403: no plan")),
        ('  File "a.py", line 1\nKeyboardInterrupt\n', "python", Printed("KeyboardInterrupt", "")),
        (NODE, "typescript", Printed("SDKError", 'API error occurred: Status 400 Body: {"a":1}')),
        ("RetryError [AI_RetryError]: Failed\n    at x\n", "typescript", Printed("AI_RetryError", "Failed")),
        ('{"a":1}\ncurl: (22) 400\n', "curl", Printed(None, '{"a":1} curl: (22) 400')),
        (STREAM, "curl", Printed(None, "curl: (18) transfer closed")),
        ("", "curl", Printed(None, "")),
        ("Looking\nERROR: Could not find x\nERROR: No matching x\n", "curl", Printed(None, "ERROR: No matching x")),
    ],
)
def test_the_exception_and_its_message_are_found(output: str, language: str, expected: Printed) -> None:
    assert clients.printed(output, language) == expected


def test_a_long_message_is_cut() -> None:
    assert len(clients.printed("x" * 500, "curl").message) == clients.LONGEST


@pytest.mark.parametrize("name", list(front_matter.MODELS))
def test_every_key_has_its_row(name: str) -> None:
    table = front_matter.keys(name)
    assert re.findall("<tr><td><code>(\\w+)</code></td>", table) == list(front_matter.MODELS[name].model_fields)


def test_shared_wording_is_included_and_holds_no_shortcode() -> None:
    handlers = {"include": lambda arguments: shortcodes.include({"retries": "Wait.\n", "bad": "<!-- x -->"}, arguments)}
    assert shortcodes.expand("A\n<!-- include retries -->", handlers, "f").split() == ["A", "Wait."]
    with pytest.raises(CatalogError, match=r"f, line 1: .*no docs/includes/other.md. Name one of: retries, bad"):
        shortcodes.expand("<!-- include other -->", handlers, "f")
    with pytest.raises(CatalogError, match=r"docs/includes/bad.md, line 1"):
        shortcodes.expand("<!-- include bad -->", handlers, "f")
    with pytest.raises(ShortcodeError):
        shortcodes.include({}, ())


@pytest.mark.parametrize("language", allowed.LANGUAGES)
def test_the_list_of_what_programs_may_use_is_shown_with_its_reasons(language: str):
    shown = allowed.allowed(language)
    entries = [entry for entry in allowlist.entries() if entry.language == language]
    assert entries
    assert shown.count("<tr>") == len(entries) + 1
