"""Code blocks of a built page, and why one may not be published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bs4 import BeautifulSoup, Tag

from helpers import published
from helpers.client_programs import client_programs
from helpers.machine import ROOT
from helpers.regression_tests import REGRESSION_TESTS
from mistral_playbooks.content import programs
from mistral_playbooks.verify import results

INERT = {"ini", "text", "json", "yaml", "html", "http", "output"}
"""Languages that nobody can run."""
ADDRESS = "http://127.0.0.1:8001"
"""Where `mistral-playbooks mock` of the texts listens."""
TRIED = ("mistral-playbooks ", "python -c ", f"curl -sS {ADDRESS}/", f'curl -sS "{ADDRESS}/')
"""Commands that `test_published_commands_are_commands` parses or runs, or `test_published_curl_lines_…` sends."""


@dataclass(frozen=True)
class Block:
    """One code block of a page."""

    page: str
    language: str | None
    file: str | None
    role: str | None
    reason: str | None
    text: str

    @property
    def lines(self) -> list[str]:
        """The commands of a shell block. What the site generates is one, and a value in it may have a line's end."""
        return [self.text.strip()] if self.role == "command" else self.text.splitlines()


def blocks(page: str, soup: BeautifulSoup) -> Iterator[Block]:
    """The programs of cards, the blocks that the theme gives a copy button, and every other <pre> with code in it.

    The cards' listings are taken out of the page.
    """
    for card in soup.select("article .pb-card"):
        yield from (Block(page, None, file, role, None, text) for file, role, text in published.programs(card))
    for listing in soup.select("article .pb-lst"):
        listing.decompose()
    for pre in soup.select("article pre"):
        code = pre.find("code")
        box = pre.find_parent(class_="highlight")
        if box is None and code is None:
            continue  # a captured output: no copy button, no code
        if box is not None and box.find_parent(class_="pb-lab") and _attribute(box, "data-role") == "cell":
            continue  # a lab's cell: executed at this very build, and compared with its notebook in test_labs.py
        classes = box.get("class") if isinstance(box, Tag) else None
        language = next((c.removeprefix("language-") for c in classes or [] if c.startswith("language-")), None)
        yield Block(
            page,
            language,
            None,
            _attribute(box, "data-role"),
            _attribute(box, "data-reason"),
            (code or pre).get_text(),
        )


def _attribute(box: Tag | None, name: str) -> str | None:
    value = box.get(name) if box is not None else None
    return value if isinstance(value, str) else None


@cache
def _of_releases() -> frozenset[str]:
    """The programs that test_client_programs.py runs."""
    return frozenset(one.text.strip() for one in client_programs(ROOT / "docs"))


def fault(block: Block, rows: list[results.Result], files: dict[str, programs.Program], inline: set[str]) -> str:
    """Why a block may not be published as it is; empty where it may."""
    where = f"{block.page}: {block.text.strip().splitlines()[0][:70] if block.text.strip() else '(empty)'}"
    if block.file:
        file, _, major = block.file.partition("#sdk")
        program = files.get(file)
        if program and major:
            program = program.on(int(major))
        if program is None:
            return f"{where}: names {block.file}, which is no program"
        if programs.digest(block.text) != program.sha256:
            return f"{where}: is not the text of {block.file}"
        if not any(row.proves(program) and (not major or row.major == int(major)) for row in rows):
            return f"{where}: no result covers {block.file}. Run `mistral-playbooks verify {program.slug}`"
        return f"{where}: a reason that is no longer needed" if block.reason else ""
    if block.language in INERT:
        return ""
    if block.role == "regression-test":
        slug = block.page.split("/")[1] if block.page.startswith("playbooks/") else ""
        run = REGRESSION_TESTS.get(slug, "").strip() == block.text.strip()
        return "" if run else f"{where}: not the test of {slug or 'a playbook'} that test_regression_tests.py runs"
    if block.language == "typescript":
        return (
            ""
            if block.text.strip() in _of_releases()
            else f"{where}: no program of a release, so test_client_programs.py does not run it"
        )
    if block.language == "python":
        return "" if block.text.strip() in inline else f"{where}: pytest-examples did not find it, so it was not run"
    if block.language == "sh":
        lines = [line for line in block.lines if line.strip()]
        if block.role == "command" and lines[0] in {f"sh {row.file}" for row in rows if row.outcome == "passed"}:
            return ""  # `verify` has run this installer
        if lines and all(line.startswith(TRIED) for line in lines):
            return f"{where}: a reason that is no longer needed" if block.reason else ""
        return "" if block.reason else f"{where}: a command that no test runs: say why in data-reason"
    return f"{where}: language `{block.language}` is not covered by any check"
