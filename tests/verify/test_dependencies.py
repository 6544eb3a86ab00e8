"""A result is stale as soon as anything changed that can have decided an answer, and stays valid otherwise."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from helpers.machine import ROOT
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.content.programs import Program
from mistral_playbooks.content.records import Run
from mistral_playbooks.mock import Api, Exchange, Request, Settings, routes
from mistral_playbooks.mock.faults import library
from mistral_playbooks.verify import store
from mistral_playbooks.verify.dependencies import PACKAGE, Dependencies, called
from mistral_playbooks.verify.results import Result
from mistral_playbooks.verify.sources import Sources

CHAT = ("POST /v1/chat/completions",)
OCR = ("POST /v1/ocr",)
BATCH = ("POST /v1/batch/jobs",)


@cache
def read() -> Catalog:
    return catalog.read(ROOT / "docs/playbooks")


@cache
def program(file: str = "snippets/invalid-model/fixed.py") -> Program:
    return next(one for one in programs.find(ROOT, read()) if one.file == file)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the sources that a planted change can spoil."""
    for name in ("mock", "gateway", "content"):
        shutil.copytree(PACKAGE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@cache
def before(called: tuple[str, ...]) -> str:
    return Dependencies(read()).digest(program(), called)


def test_a_fix_is_stale_if_its_broken_program_changed() -> None:
    now = Dependencies(read())
    assert program().broken == program("snippets/invalid-model/broken.py").sha256
    assert now.digest(replace(program(), broken="another"), CHAT) != now.digest(program(), CHAT)


def test_a_fix_is_stale_if_its_page_asks_for_more_patience() -> None:
    file = "snippets/server-error/fixed.py"
    page = replace(read().playbooks["server-error"], patience=61)
    other = Dependencies(replace(read(), playbooks={**read().playbooks, "server-error": page}))
    assert other.digest(program(file), CHAT) != Dependencies(read()).digest(program(file), CHAT)


def stale(package: Path, called: tuple[str, ...]) -> bool:
    """Whether a result of a program that called these operations is stale with the mock in `package`."""
    return Dependencies(read(), package).digest(program(), called) != before(called)


def constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """The numbers and strings of a module that are not docstrings."""
    texts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str | bytes | int)
            and not isinstance(node.value, bool)
            and id(node) not in texts
            and node.lineno == node.end_lineno
        ):
            yield node


def plant(path: Path) -> None:
    """Changes one constant of a module, or adds one if it has none; changes a number in data."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        path.write_text(re.sub(r"\d(?=\D)", lambda found: str((int(found[0]) + 1) % 10), source, count=1))
        return
    lines = source.splitlines(keepends=True)
    tree = ast.parse(source)
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in constants(tree):
        line = lines[node.lineno - 1].encode()
        old = line[node.col_offset : node.end_col_offset]
        if id(node) in inner or (isinstance(node.value, str | bytes) and old[-1:] not in (b'"', b"'")):
            continue
        new = b"(%s + 1)" % old if isinstance(node.value, int) else old[:-1] + b"planted" + old[-1:]
        changed = (line[: node.col_offset] + new + line[node.end_col_offset :]).decode()
        text = "".join([*lines[: node.lineno - 1], changed, *lines[node.lineno :]])
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        path.write_text(text, encoding="utf-8")
        return
    path.write_text(f"{source}\nPLANTED = 1\n", encoding="utf-8")


@contextmanager
def planted(path: Path) -> Iterator[None]:
    source = path.read_text(encoding="utf-8")
    plant(path)
    yield
    path.write_text(source, encoding="utf-8")


SOURCES = Sources(PACKAGE)
BEHIND_CHAT = sorted(SOURCES.of(["chat"]))
ONLY_BATCH = sorted(SOURCES.of(["batch.jobs"]) - SOURCES.of(["chat"]))


def test_a_change_of_anything_that_answers_chat_makes_its_results_stale(package: Path) -> None:
    for file in BEHIND_CHAT:
        with planted(package / file):
            assert stale(package, CHAT), file
    assert not stale(package, CHAT)


def test_a_change_of_what_chat_does_not_use_leaves_its_results(package: Path) -> None:
    for file in ONLY_BATCH:
        with planted(package / file):
            assert not stale(package, CHAT), file
            assert stale(package, BATCH), file  # a batch can call every endpoint


def test_a_batch_depends_on_the_endpoints_that_can_answer_its_rows(package: Path) -> None:
    for name in ("chat", "ocr", "embeddings", "conversations/conversations"):
        with planted(package / f"mock/endpoints/{name}.py"):
            assert stale(package, BATCH), name
    assert not stale(package, BATCH)


def test_what_is_found_is_what_python_loads() -> None:
    """Every module of the mock that a chat request really loads, in a process of its own, is in the digest."""
    import subprocess
    import sys

    code = (
        "import sys, json\n"
        "from mistral_playbooks.mock import Api, Request, Settings, parse_fault\n"
        "import mistral_playbooks.mock.server\n"
        "api = Api(Settings(), [parse_fault('rate-limited:1')])\n"
        "tool = {'type': 'function', 'function': {'name': 'f', 'parameters': {'type': 'object'}}}\n"
        "image = {'type': 'image_url', 'image_url': 'data:image/png;base64,AAAA'}\n"
        "for content, stream in (('Hi', False), ('Hi', True), ([image], False)):\n"
        "    body = {'model': 'mistral-small-latest', 'messages': [{'role': 'user', 'content': content}],\n"
        "            'stream': stream, 'tools': [tool]}\n"
        "    api.handle(Request('POST', '/v1/chat/completions', '', {'authorization': 'Bearer k',\n"
        "        'content-type': 'application/json'}, json.dumps(body).encode()))\n"
        "print(*[m for m in sys.modules if m.startswith('mistral_playbooks.mock')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("mistral_playbooks.").replace(".", "/") for name in done.stdout.split()}
    found = {file.removesuffix(".py").removesuffix("/__init__") for file in BEHIND_CHAT}
    assert "mock/endpoints/chat" in loaded
    assert loaded <= found


def test_ocr_and_chat_do_not_depend_on_each_other(package: Path) -> None:
    plant(package / "mock/endpoints/ocr.py")
    assert (stale(package, CHAT), stale(package, OCR)) == (False, True)


def test_words_for_people_make_nothing_stale(package: Path) -> None:
    for file in sorted(SOURCES.all()):
        path = package / file
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            text = re.sub(r'^( *)"""(?=\w)', r'\1"""Planted. ', text, flags=re.MULTILINE)
            path.write_text(text.replace("\n\n\n", "\n\n\n# A planted comment.\n"), encoding="utf-8")
    assert not stale(package, CHAT)
    assert not stale(package, BATCH)


def test_a_program_that_called_nothing_depends_on_the_base_alone(package: Path) -> None:
    plant(package / "mock/endpoints/chat.py")
    assert not stale(package, ())
    plant(package / "mock/api.py")
    assert stale(package, ())


def test_no_module_is_imported_by_a_name_that_the_source_does_not_show() -> None:
    dynamic = re.compile(r"import_module|__import__|importlib|\bexec\(|\beval\(|__doc__")
    modules = [file for file in SOURCES.all() if file.startswith("mock/") and file.endswith(".py")]
    named = {file for file in modules if dynamic.search((PACKAGE / file).read_text(encoding="utf-8"))}
    assert named == {"mock/routes.py"}  # whose strings `Sources.of` gets


# --- the record and its faults -------------------------------------------------------------------------------------


def changed(slug: str, change: Callable[[dict], None]) -> Catalog:
    """The catalog with another front matter of one class."""
    data = json.loads(read().to_json())
    change(next(row for row in data["playbooks"] if row["slug"] == slug))
    return catalog.from_json(json.dumps(data))


def status(row: dict) -> None:
    row["response"]["status"] = 418


def test_a_changed_fault_concerns_the_programs_that_meet_it() -> None:
    other = Dependencies(changed("server-error", status))
    now = Dependencies(read())
    for file, is_stale in (
        ("snippets/server-error/fixed.py", True),
        ("snippets/rate-limited/fixed.py", True),  # its second error
        ("snippets/invalid-model/broken.py", False),
    ):
        assert (other.digest(program(file), CHAT) != now.digest(program(file), CHAT)) is is_stale, file


def test_a_changed_fault_concerns_fixes_of_other_classes_that_it_makes_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that no server causes fails by `server-error`, which is the answer of another page."""
    file = "snippets/import-error/fixed.py"
    assert Dependencies(changed("server-error", status)).digest(program(file), ()) != Dependencies(read()).digest(
        program(file), ()
    )


def test_of_the_list_of_faults_the_used_row_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    (slug, causes), *_ = library.rows().items()
    cause, row = next(iter(causes.items()))
    runs = {"fixed.py": Run(fault=f"{slug}/{cause}")}
    playbook = replace(read().playbooks["invalid-model"], runs=runs)
    using = replace(read(), playbooks={**read().playbooks, "invalid-model": playbook})
    digests = [Dependencies(one).digest(program(), CHAT) for one in (using, read())]
    moved = replace(row, source="https://example.com/another")
    monkeypatch.setattr(library, "rows", lambda: {**library_rows, slug: {**causes, cause: moved}})
    assert [Dependencies(one).digest(program(), CHAT) for one in (using, read())] == digests
    other = replace(row, headers={"x-planted": "1"})
    monkeypatch.setattr(library, "rows", lambda: {**library_rows, slug: {**causes, cause: other}})
    now = [Dependencies(one).digest(program(), CHAT) for one in (using, read())]
    assert now[0] != digests[0]
    assert now[1] == digests[1]


library_rows = library.rows()


def test_a_key_that_no_answer_depends_on_changes_nothing() -> None:
    def prose(row: dict) -> None:
        row["summary"] = "Another sentence about the same thing."

    def retry(row: dict) -> None:
        row["retry"] = "never"

    digest = before(CHAT)
    assert Dependencies(changed("invalid-model", prose)).digest(program(), CHAT) == digest
    assert Dependencies(changed("invalid-model", retry)).digest(program(), CHAT) != digest
    assert Dependencies(read()).digest(replace(program(), major=2), CHAT) == digest


# --- what a program called -----------------------------------------------------------------------------------------


def exchange(method: str, path: str) -> Exchange:
    return Exchange(at=0, method=method, path=path)


def test_operations_are_named_as_the_routes_are() -> None:
    journal = [exchange("POST", "/v1/chat/completions"), exchange("HEAD", "/v1/models"), exchange("GET", "/nowhere")]
    again = [exchange("GET", "/v1/models/mistral-small-latest"), exchange("PATCH", "/v1/chat/completions")]
    assert called(journal, again) == ("GET /v1/models", "GET /v1/models/{}", "POST /v1/chat/completions")
    api = Api(Settings())
    api.handle(Request("POST", "/v1/ocr", "", {}))
    assert called(list(api.journal)) == OCR


def test_every_route_names_modules_that_are_there() -> None:
    dependencies = Dependencies(read())
    for route in routes.ROUTES:
        dependencies.digest(program(), (f"{route.method} {route.path}",))


def test_the_rows_on_record_name_what_the_programs_called(root: Path) -> None:
    known = {f"{route.method} {route.path}" for route in routes.ROUTES}
    rows: list[Result] = store.read(root / "docs/results")
    assert {route for row in rows for route in row.routes} <= known
    without = {row.file for row in rows if row.role == "fixed" and not row.routes}
    books = read().playbooks
    unasked = {
        one.file
        for one in programs.find(ROOT, read())
        if one.role == "fixed" and (run := books[one.slug].run_of(one.name)) and run.no_request
    }
    assert without == unasked | {"snippets/hosted-elsewhere/fixed-bedrock.sh"}  # Bedrock's path is none of the API's
