"""What the reader can copy from the built pages is what was run: taken from the HTML, as the copy button takes it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pytest_examples import find_examples

from helpers.code_blocks import ADDRESS, Block, blocks, fault
from helpers.published import card_with
from helpers.regression_tests import REGRESSION_TESTS
from mistral_playbooks.cli import main
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.sdk import environments
from mistral_playbooks.site.proof import Results
from mistral_playbooks.verify import results, rules, store
from mistral_playbooks.verify.runners import node


@dataclass(frozen=True)
class Read:
    """What stands on the built pages: their code blocks, and the texts that a broken fence left."""

    blocks: list[Block]
    fences: list[str]


def fences(soup: BeautifulSoup) -> Iterator[str]:
    """The texts in which a broken fence is seen."""
    for code in soup.select("article code"):
        if code.find_parent("pre") is None and ("\n" in code.get_text().strip() or "```" in code.get_text()):
            yield code.get_text()[:80]
    for text in soup.select("article p"):
        if re.search(r"```|~~~|\{\{|--8<--", text.get_text()):
            yield text.get_text()[:80]


@pytest.fixture(scope="module")
def pages(site: Path) -> Read:
    """Each page is parsed once, and not kept."""
    read = Read([], [])
    for file in sorted(site.rglob("*.html")):
        page, soup = file.relative_to(site).as_posix(), BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        read.fences.extend(f"{page}: {text}" for text in fences(soup))
        read.blocks.extend(blocks(page, soup))
    return read


@pytest.fixture(scope="module")
def found(pages: Read) -> list[Block]:
    return pages.blocks


@pytest.fixture(scope="module")
def files(root: Path) -> dict[str, programs.Program]:
    return {program.file: program for program in programs.find(root, catalog.read(root / "docs/playbooks"))}


@pytest.fixture(scope="module")
def rows(root: Path) -> list[results.Result]:
    return store.read(root / "docs/results")


@pytest.fixture(scope="module")
def inline(root: Path) -> set[str]:
    return {example.source.strip() for example in find_examples(str(root / "README.md"), str(root / "docs"))}


def test_no_runnable_block_is_unproven(
    found: list[Block], files: dict[str, programs.Program], rows: list[results.Result], inline: set[str]
) -> None:
    faults = [text for block in found if (text := fault(block, rows, files, inline))]
    assert not faults, "\n".join(faults)


def test_results_is_published(found: list[Block], files: dict[str, programs.Program]) -> None:
    shown = {block.file for block in found if block.file}
    assert shown >= set(files)
    for program in files.values():
        failing = set(program.majors) - set(program.works_on)
        if failing and program.on(min(failing)).text != program.text:
            assert any(name.startswith(f"{program.file}#sdk") for name in shown), program.file


def test_every_proof_line_has_its_row(
    site: Path, root: Path, files: dict[str, programs.Program], rows: list[results.Result]
) -> None:
    """A page says "verified" only with the version of a row that passed with this very text, and the date of its last
    run."""
    recorded = Results(tuple(rows), verification=store.read_verification(root / "docs" / "results"))
    seen = 0
    for file, program in files.items():
        if program.role != "fixed":
            continue
        html = (site / "playbooks" / program.slug / "index.html").read_text(encoding="utf-8")
        mine = [row for row in rows if row.file == file]
        assert any(row.proves(program) for row in mine)
        for row in mine:
            assert row.version in html
            assert recorded.last_run(row) in html
        seen += 1
    assert seen


PLANTED = {
    "an undeclared fence": '<div class="language-python highlight"><pre><code>print(1)</code></pre></div>',
    "a fence without a language": '<div class="highlight"><pre><code>print(1)</code></pre></div>',
    "indented code": "<pre><code>print(1)</code></pre>",
    "an edited program": card_with("snippets/invalid-model/fixed.py", "print(1)"),
    "an unknown file": card_with("snippets/no/fixed.py", "1"),
    "a command without a reason": '<div class="language-sh highlight"><pre><code>rm -rf /</code></pre></div>',
    "a test that was not run": '<div class="language-python highlight" data-role="regression-test">'
    "<pre><code>def test_x(): pass</code></pre></div>",
    "TypeScript that no test runs": '<div class="language-typescript highlight" data-client="openai 1">'
    "<pre><code>console.log(1)</code></pre></div>",
    "another language": '<div class="language-ruby highlight"><pre><code>puts 1</code></pre></div>',
    "a stale reason": '<div class="language-sh highlight" data-reason="x">'
    "<pre><code>mistral-playbooks mock</code></pre></div>",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_block_is_caught(
    name: str, files: dict[str, programs.Program], rows: list[results.Result], inline: set[str]
) -> None:
    (block,) = blocks("page", BeautifulSoup(f"<article>{PLANTED[name]}</article>", "html.parser"))
    assert fault(block, rows, files, inline)


def test_no_fence_is_broken(pages: Read) -> None:
    """A broken fence header is silent in MkDocs: the fence becomes a paragraph and may swallow the next one."""
    assert pages.fences == []


@pytest.mark.parametrize(
    "text", ["<code>```python x\nprint(1)</code>", "<p>``` {.python}</p>", "<p>~~~</p>", "<p>{{ x }}</p>"]
)
def test_a_broken_fence_is_seen(text: str) -> None:
    assert list(fences(BeautifulSoup(f"<article>{text}</article>", "html.parser")))


def test_published_commands_are_commands(found: list[Block]) -> None:
    """Each `mistral-playbooks …` line parses: its options exist and its fault can be caused. Other commands run."""
    import click

    from mistral_playbooks.mock import parse_fault

    lines = {line.split("   #")[0] for b in found if b.language == "sh" for line in b.lines}
    for line in sorted(lines):
        if line.startswith("python -c "):
            done = subprocess.run(
                [sys.executable, *shlex.split(line)[1:]], capture_output=True, text=True, check=False, timeout=500
            )
            assert (done.returncode, done.stderr) == (0, ""), line
            assert done.stdout.strip()
    parts = [part.strip() for line in sorted(lines) for part in line.split("&&")]
    commands = [shlex.split(part)[1:] for part in parts if part.startswith("mistral-playbooks ")]
    assert commands
    for words in commands:
        assert isinstance(main, click.Group)
        command = main.get_command(click.Context(main), words[0])
        assert command is not None, words
        rest = words[1:]
        with command.make_context(words[0], rest) as context:
            for text in context.params.get("faults", ()):
                parse_fault(text)


def test_published_curl_lines_are_answered(found: list[Block]) -> None:
    """Those for the mock, one after the other as they stand, against the mock that `mistral-playbooks mock` starts."""
    from mistral_playbooks.mock import Api
    from mistral_playbooks.mock.server import Connections, serve, stop
    from mistral_playbooks.mock.server.control import Controlled
    from mistral_playbooks.support.loop_thread import LoopThread

    texts = dict.fromkeys(block.text for block in found if block.language == "sh" and ADDRESS in block.text)
    lines = [line for text in texts for line in text.splitlines() if line.startswith("curl ")]
    assert lines
    with LoopThread() as background:
        connections = Connections()
        server = background.call(serve(Controlled(Api()), 0, connections))
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for line in lines:
            words = [*shlex.split(line.replace(ADDRESS, address)), "--fail-with-body"]
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=500)
            assert (done.returncode, done.stderr) == (0, ""), f"{line}\n{done.stdout}"
            assert json.loads(done.stdout)
        background.call(stop(server, connections))


def test_every_kept_test_is_on_its_page(found: list[Block]) -> None:
    assert {block.page.split("/")[1] for block in found if block.role == "regression-test"} == set(REGRESSION_TESTS)


@pytest.mark.usefixtures("environments")
def test_reproduce_lines_reproduce(root: Path, found: list[Block], rows: list[results.Result]) -> None:
    """What "Reproduce it" says, as a user would type it, fails with a text that is diagnosed as this page's class.

    In each language, a line runs for each fault with which `verify` has not run its program. Of the others, which it
    has run and judged by the same rule, one runs for each client and for each set of options.
    """
    read = catalog.read(root / "docs/playbooks")
    lines = sorted(
        {
            (block.page.split("/")[1], block.text.strip())
            for block in found
            if block.role == "command" and "snippets/" in block.text and block.page.startswith("playbooks/")
        }
    )
    # Nothing malicious is run, and a page in a browser is run by `verify` itself.
    assert set(read.playbooks) - {slug for slug, _ in lines} == {"compromised-release", "browser-cors"}
    lines = [(slug, line) for slug, line in lines if not line.startswith("sh ")]  # installers, which `verify` has run
    recorded = {(row.file, row.fault) for row in rows}
    clients = {program.file: program.client.package for program in programs.find(root, read)}
    chosen: list[tuple[str, str]] = []
    seen: set[object] = set()
    for slug, line in lines:
        words = shlex.split(line)
        at, file = words.index("--") + 1, next(word for word in words if word.startswith("snippets/"))
        run = read.playbooks[slug].run_of(file.rpartition("/")[2])
        if run and run.files:
            continue  # it reads a file of the reader's, in place of which `verify` has given it one
        runner = words[words.index(file) - 1]  # behind `env` and the variables, if the program is run with some
        fault = " ".join(after for word, after in pairwise(words[:at]) if word == "--fault")
        options = tuple(word for word in words[:at] if word.startswith("--"))
        kinds: set[object] = {clients[file], options}
        if (file, fault or None) not in recorded:
            kinds = {(runner, fault)}
        if not kinds <= seen:
            seen |= kinds
            chosen.append((slug, line))
    pythons = {
        program.file: str(environments.interpreter(program.sdk, root))
        for program in programs.find(root, read)
        if program.language == "python" and program.sdk != "mistralai"
    }

    def reproduce(item: tuple[str, str]) -> str:
        slug, line = item
        words = shlex.split(line)[1:]
        at = next(at for at, word in enumerate(words) if word.startswith("snippets/")) - 1
        python = pythons.get(words[at + 1], sys.executable)
        run = read.playbooks[slug].run_of(words[at + 1].rpartition("/")[2])
        own = {name: value for name, value in (run.env if run else {}).items() if value}  # such as OPENAI_API_KEY
        words[at] = {"python": python, "node": node.executable(), "sh": "sh"}[words[at]]
        done = subprocess.run(
            [sys.executable, "-m", "mistral_playbooks", *words],
            cwd=root,
            env={**os.environ, **own, "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=500,
            check=False,
        )
        printed = done.stdout.split("mistral-playbooks run:")[0]
        reasons = rules.diagnosed(printed, read.playbooks[slug], read, words[-1].rsplit("/", 1)[-1])
        return (
            "" if done.returncode and not reasons else f"{line}: status {done.returncode}, {reasons}\n{printed[-500:]}"
        )

    with ThreadPoolExecutor(3) as pool:
        faults = [text for text in pool.map(reproduce, chosen) if text]
    assert not faults, "\n".join(faults)
