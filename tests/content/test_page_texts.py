"""A page beyond its record: the prose with what it includes, and each cause's own change in each language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from helpers.front_matter import GOOD
from helpers.machine import ROOT
from mistral_playbooks.content import catalog, pages
from mistral_playbooks.content.records import CatalogError

CATALOG = catalog.load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    codes = ("include note", "cause retired", "program tell.py", "output tell.py")
    body = "\n\n".join(("## Why", *(f"<!-- {code} -->" for code in codes)))
    files = {
        "docs/playbooks/invalid-model.md": f"{GOOD.split('---')[0]}---{GOOD.split('---')[1]}---\n{body}",
        "docs/includes/note.md": "A note.\n",
        "snippets/invalid-model/broken.py": "model = 'old'\nmistralai.send(model)\n",
        "snippets/invalid-model/fixed.py": "model = 'new'\nmistralai.send(model)\n",
        "snippets/invalid-model/broken.ts": "const model = 'old'\n",
        "snippets/invalid-model/fixed.ts": "const model = 'new'\n",
        "snippets/invalid-model/fixed.openai.py": "another client\n",
        "snippets/invalid-model/tell.py": "print('tell')\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_prose_and_changes_are_compiled(root: Path) -> None:
    playbook = catalog.read(root / "docs/playbooks").playbooks["invalid-model"]
    page = pages.read(root, playbook)
    assert page.prose.startswith("## Why\n\nA note.\n\n<!-- cause retired -->\n\n```\nprint('tell')\n```")
    assert "output" not in page.prose
    first = playbook.causes[0].id
    assert page.change(first, "python") == (
        "--- broken.py\n+++ fixed.py\n@@ -1,2 +1,2 @@\n-model = 'old'\n+model = 'new'\n mistralai.send(model)"
    )
    assert set(page.changes[first]) == {"python", "typescript"}
    assert page.change(first, "curl") is None
    assert page.change("retired", "python") is None  # never the first cause's
    assert pages.Page(**json.loads(page.to_json())) == page


def add(root: Path, cause: str, client: str, old: str, new: str, before: str = "") -> None:
    """Adds a pair of programs that differ in one line, with the same lines before it."""
    for role, line in (("broken", old), ("fixed", new)):
        file = root / f"snippets/invalid-model/{role}{cause}{client}"
        file.write_text(f"{before}{line}\n", encoding="utf-8")


def names(rest: str) -> str:
    return f"--- broken{rest}\n+++ fixed{rest}\n"


def test_without_a_program_of_the_own_sdk_the_change_is_that_of_the_only_other_client(root: Path) -> None:
    playbook = catalog.read(root / "docs/playbooks").playbooks["invalid-model"]
    add(root, "-retired", ".openai.py", "model = 'old'", "model = 'new'")
    page = pages.read(root, playbook)
    only = f"{names('-retired.openai.py')}@@ -1 +1 @@\n-model = 'old'\n+model = 'new'"
    assert page.change("retired", "python") == only
    assert page.change("retired", "python", "") is None  # a reader of the SDK's own errors has no use for it
    add(root, "-retired", ".langchain.py", "model = 'a'", "model = 'b'")
    assert pages.read(root, playbook).change("retired", "python") is None  # which of them is unknown


def test_each_client_has_its_change_and_no_other(root: Path) -> None:
    playbook = catalog.read(root / "docs/playbooks").playbooks["invalid-model"]
    first = playbook.causes[0].id
    add(root, "", ".openai.py", "a = 'old'", "a = 'new'")
    add(root, "-retired", ".httpx.py", "b = 'old'", "b = 'new'")
    page = pages.read(root, playbook)
    assert page.change(first, "python", "openai") == f"{names('.openai.py')}@@ -1 +1 @@\n-a = 'old'\n+a = 'new'"
    assert page.change(first, "python", "") == page.change(first, "python")
    assert "model" in (page.change(first, "python") or "")
    assert page.change(first, "python", "langchain") is None
    assert page.change(first, "typescript", "openai") is None
    beside = f"{names('-retired.httpx.py')}@@ -1 +1 @@\n-b = 'old'\n+b = 'new'"
    assert page.change("retired", "python", "") == beside  # the SDK, beside httpx


def test_an_older_major_version_has_its_own_change(root: Path) -> None:
    playbook = catalog.read(root / "docs/playbooks").playbooks["invalid-model"]
    first = playbook.causes[0].id
    moved = "import os\nfrom mistralai.client import Mistral"
    add(root, "", ".py", "model = 'old'", "import httpx2\nfrom mistralai.client.errors import SDKError", f"{moved}\n")
    newer = '# /// script\n# dependencies = [\n#   "mistralai>=2",  # not in SDK 1 at all\n# ]\n# ///\n'
    add(root, "-retired", ".py", "model = 'old'", "model = 'new'", newer)
    page = pages.read(root, playbook, older=True)
    changes = [page.change(first, "python", "", major) or "" for major in (None, 3, 2, 1)]
    assert changes[0] == changes[1] != changes[2]
    assert "+import httpx\n+from mistralai.client.errors" in changes[2]
    assert " from mistralai import Mistral\n" in changes[3]
    assert "+import httpx\n+from mistralai.models import SDKError" in changes[3]
    assert page.change("retired", "python", "", 2) == page.change("retired", "python")
    assert page.change("retired", "python", "", 1) is None
    assert not any(" " in key for of_cause in pages.read(root, playbook).changes.values() for key in of_cause)


def test_only_a_change_of_the_body_is_lent_to_other_clients(root: Path) -> None:
    playbook = catalog.read(root / "docs/playbooks").playbooks["invalid-model"]
    first = playbook.causes[0].id
    lines = "curl https://api.mistral.ai \\\n  --data '{\n"
    add(root, "", ".sh", '    "model": "old"', '    "model": "new"', lines)
    assert pages.read(root, playbook).borrowed(first) == pages.read(root, playbook).change(first, "curl")
    add(root, "", ".sh", "curl --fail URL", "curl --fail-with-body URL")
    add(root, "-retired", ".pip.sh", "pip install old", "pip install new")
    page = pages.read(root, playbook)
    assert page.borrowed(first) is None
    assert page.borrowed("retired") == page.change("retired", "curl", "pip")  # there is no other


def test_every_page_of_this_checkout_compiles() -> None:
    for playbook in CATALOG:
        page = pages.read(ROOT, playbook)
        assert page.prose.startswith("## ")
        assert page.changes or not list((ROOT / "snippets" / playbook.slug).glob("fixed*")), playbook.slug
        assert set(page.changes) <= {cause.id for cause in playbook.causes}
        assert "<!-- include" not in page.prose


def test_every_action_stands_alone() -> None:
    """`explain` and `check` print it without the page: no other cause, table or program is beside it."""
    beside = re.compile(
        r"\b(?:the same (?:fix|batches)|in the same way|(?:first|other|previous|next) cause|(?:the|this) table"
        r"|(?:the|this|that) program (?:for|above|below)|with \[?the program|(?:see|as) (?:above|below)|this page)\b",
        re.IGNORECASE,
    )
    found = [(one.slug, cause.id) for one in CATALOG for cause in one.causes if beside.search(cause.action)]
    assert found == []


def test_a_page_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record = next(iter(CATALOG))
    monkeypatch.setattr(pages, "__file__", str(tmp_path / "a/b/c/pages.py"))
    with pytest.raises(CatalogError, match=rf"{record.slug}\.md: cannot be read"):
        pages.load(record)


def test_a_wheel_has_its_pages_beside_the_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`hatch_build.py` writes them there."""
    record = next(iter(CATALOG))
    (tmp_path / "pages").mkdir()
    page = pages.Page("Prose.", {"a": {"curl": "-a\n+b"}})
    (tmp_path / f"pages/{record.slug}.json").write_text(page.to_json(), encoding="utf-8")
    monkeypatch.setattr(pages, "_PACKAGE", tmp_path)
    assert pages.load(record) == page
