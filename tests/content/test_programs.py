"""Files in snippets/ → programs; what is misnamed, orphaned or alone is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.front_matter import GOOD, folder
from mistral_playbooks.content import catalog, programs
from mistral_playbooks.content.catalog import CatalogError


def test_role_cause_and_language_come_from_the_name(tmp_path: Path) -> None:
    found = programs.find(
        *folder(
            tmp_path,
            **{"broken.py": "a\n", "fixed.py": "b\n", "broken-retired.ts": "c", "fixed-retired.ts": "d"},
        )
    )
    assert [(p.role, p.cause, p.language, p.file) for p in found] == [
        ("broken", "retired", "typescript", "snippets/invalid-model/broken-retired.ts"),
        ("broken", "unknown", "python", "snippets/invalid-model/broken.py"),
        ("fixed", "retired", "typescript", "snippets/invalid-model/fixed-retired.ts"),
        ("fixed", "unknown", "python", "snippets/invalid-model/fixed.py"),
    ]
    assert found[1].text == "a"
    assert found[1].sha256 == programs.digest("a") == programs.digest("a\n") != programs.digest("a\n\n")


def test_another_client_is_named_before_the_language(tmp_path: Path) -> None:
    names = ("fixed.openai.py", "fixed.langchain.py", "fixed.ai.ts", "fixed.openai.ts", "fixed.py", "fixed.ts")
    files = {name: "x\n" for fix in names for name in (fix, fix.replace("fixed", "broken"))}
    files |= {"broken-retired.openai.py": "x\n", "fixed-retired.openai.py": "x\n"}
    found = {program.name: program for program in programs.find(*folder(tmp_path, **files))}
    assert {name: (found[name].sdk, found[name].language, found[name].cause) for name in names} == {
        "fixed.openai.py": ("openai", "python", "unknown"),
        "fixed.langchain.py": ("langchain-mistralai", "python", "unknown"),
        "fixed.ai.ts": ("@ai-sdk/mistral", "typescript", "unknown"),
        "fixed.openai.ts": ("openai", "typescript", "unknown"),
        "fixed.py": ("mistralai", "python", "unknown"),
        "fixed.ts": ("@mistralai/mistralai", "typescript", "unknown"),
    }
    assert found["fixed-retired.openai.py"].cause == "retired"
    # The majors are those of `mistralai`: a program of another client is run once.
    assert found["fixed.openai.py"].majors == ()
    matrix = programs.matrix(found.values(), (3, 2, 1))
    assert [program.name for program in matrix].count("fixed.langchain.py") == 1
    assert [program.name for program in matrix].count("fixed.py") == 3


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"notes.txt": "x"}, "notes.txt: not a program"),
        ({"broken-gone.py": "x", "fixed-gone.py": "x"}, "no cause `gone`"),
        ({"fixed.py": "x"}, "the file broken.py is missing"),
        ({"broken.sh": "x"}, "the file fixed.sh is missing"),
        ({"fixed.openai.py": "x"}, "the file broken.openai.py is missing"),
        ({"fixed.haystack.py": "x"}, "`haystack` is not a client for Python. Known: openai, langchain, "),
        ({"fixed.langchain.ts": "x"}, "`langchain` is not a client for TypeScript. Known: openai, ai, axios, browser."),
    ],
)
def test_what_could_not_be_verified_is_named(tmp_path: Path, files: dict[str, str], says: str) -> None:
    with pytest.raises(CatalogError) as caught:
        programs.find(*folder(tmp_path, **files))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xef\xbb\xbfx\n", "line 1 contains a byte order mark"),
        (b"x\r\ny\r\n", "line 1 contains a carriage return"),
        (b"x\n\ty\n", "line 2 contains a tab"),
        ("x\n# a\u00a0b\n".encode(), "line 2 contains U+00A0"),
        ("x\u200by\n".encode(), "line 1 contains U+200B"),
        (b"x\x1b[31m\n", "line 1 contains U+001B"),
        (b"\xe9\n", "byte 0 is not UTF-8"),
        (b"x \n", "spaces at the end of a line"),
        (b"x\n\n", "blank lines at the start or end"),
        (b"\nx\n", "blank lines at the start or end"),
    ],
)
def test_what_a_reader_cannot_see_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    root, read = folder(tmp_path, **{"broken.py": "a\n", "fixed.py": "b\n"})
    (root / "snippets/invalid-model/fixed.py").write_bytes(content)
    with pytest.raises(CatalogError, match=r"snippets/invalid-model/fixed\.py: ") as caught:
        programs.find(root, read)
    assert says in str(caught.value)


def test_letters_of_every_language_may_stand_in_a_program(tmp_path: Path) -> None:
    text = 'print("Übermäßig, 你好, 🙂, “so”")'
    root, read = folder(tmp_path, **{"broken.py": "a\n", "fixed.py": f"{text}\n"})
    assert [program.text for program in programs.find(root, read)] == ["a", text]


def test_a_major_that_there_is_not_is_named(tmp_path: Path) -> None:
    root, _ = folder(tmp_path, **{"broken.py": "a\n", "fixed.py": "b\n"})
    page = root / "docs/playbooks/invalid-model.md"
    page.write_text(GOOD.replace("related:", "runs: {broken.py: {works_on: [1, 7]}}\nrelated:", 1), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"`runs\.broken\.py\.works_on`: there is no SDK 7"):
        programs.find(root, catalog.read(page.parent))


def test_a_folder_without_a_playbook_is_named(tmp_path: Path) -> None:
    root, read = folder(tmp_path)
    (root / "snippets/orphan").mkdir()
    with pytest.raises(CatalogError, match=r"snippets/orphan/: no playbook"):
        programs.find(root, read)


def shared(tmp_path: Path, names: str, **files: str) -> list[programs.Program]:
    """The programs of a checkout whose page names these shared ones."""
    root, _ = folder(tmp_path, **{"broken.py": "a\n", "fixed.py": "b\n"})
    page = root / "docs/playbooks/invalid-model.md"
    page.write_text(GOOD.replace("related: []", f"shared: [{names}]"), encoding="utf-8")
    (root / "snippets/shared").mkdir()
    for name, text in files.items():
        (root / "snippets/shared" / name).write_text(text, encoding="utf-8")
    return programs.find(root, catalog.read(page.parent))


def test_a_shared_program_belongs_to_each_page_that_names_it(tmp_path: Path) -> None:
    one = shared(tmp_path, "tell-429.py", **{"tell-429.py": "print(429)\n"})[-1]
    assert (one.slug, one.cause, one.role, one.file) == (
        "invalid-model",
        "unknown",
        "tell",
        "snippets/shared/tell-429.py",
    )


def test_a_shared_program_belongs_to_the_cause_in_its_name(tmp_path: Path) -> None:
    found = shared(tmp_path, "tell-retired.py", **{"tell-retired.py": "print(1)\n"})
    assert found[-1].cause == "retired"


@pytest.mark.parametrize(
    ("names", "files", "says"),
    [
        ("tell-429.py", {}, r"key `shared`: `tell-429.py`: there is no such file in snippets/shared/"),
        ("", {"tell.py": ""}, r"snippets/shared/tell.py: no playbook names it in `shared`"),
        ("broken.py", {"broken.py": ""}, r"`broken.py` is in snippets/invalid-model/ too"),
    ],
)
def test_a_shared_program_that_is_not_there_or_not_shown_is_named(
    tmp_path: Path, names: str, files: dict[str, str], says: str
) -> None:
    with pytest.raises(CatalogError, match=says):
        shared(tmp_path, names, **files)
