"""The real site generator, with the real mkdocs.yml, hook and theme, over a small site in a temporary folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup, Comment

from helpers.machine import ROOT
from mistral_playbooks.content.programs import digest

HEAD = {
    "title": "Invalid model",
    "summary": "The API serves no model with this id.",
    "category": "models",
    "statuses": [400],
    "codes": ["1500"],
    "types": ["invalid_model"],
    "exceptions": ["SDKError"],
    "signatures": ["Invalid model: "],
    "same_text": [],
    "retry": "after-change",
    "causes": [
        {"id": "unknown", "tell": "The id is not in the list.", "action": "Take an id from the list."},
        {"id": "retired", "tell": "It worked.", "action": "Move to its replacement."},
    ],
    "evidence": [{"url": "https://example.com/issues/1", "seen": "2026-04-21", "kind": "reported"}],
    "response": {"status": 400, "body": {"message": "Invalid model: x"}, "basis": "recorded"},
    "related": [],
}
BODY = "Prose.\n\n## Retired {#retired}\n\n<!-- cause retired -->\n"
# Among the lines: what Markdown, a fence or HTML could take for its own.
PYTHON = (
    "import os\n\n# <b> & `code` ~~~ *x* {#id} <!-- not a shortcode -->\n"
    'model = "{model}"\ntext = """\n```\n\n  === "x"\n"""\nprint(model)\n'
)
SHELL = 'curl --data \'{{\n  "model": "{model}"\n}}\' \\\n  --fail-with-body\n'


class Small:
    """A small site in a folder."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.results_file = folder / "docs/results/invalid-model.json"
        (folder / "docs/playbooks").mkdir(parents=True)
        self.results_file.parent.mkdir()
        shutil.copy(ROOT / "mkdocs.yml", folder)
        os.symlink(ROOT / "src", folder / "src")
        (folder / "tests").mkdir()
        os.symlink(ROOT / "tests/mutations", folder / "tests/mutations")
        for path in (ROOT / "docs").iterdir():
            if path.name not in ("playbooks", "labs", "results"):
                os.symlink(path, folder / "docs" / path.name)
        self.page("invalid-model", HEAD, BODY)
        for suffix in ("", "-retired"):
            for role in ("broken", "fixed"):
                model = f"{role}{suffix}"
                self.program("invalid-model", f"{model}.py", PYTHON.replace("{model}", model))
                self.program("invalid-model", f"{model}.sh", SHELL.format(model=model))

    def page(self, slug: str, head: dict, body: str) -> None:
        text = f"---\n{yaml.safe_dump(head, sort_keys=False)}---\n\n{body}"
        (self.root / f"docs/playbooks/{slug}.md").write_text(text, encoding="utf-8")

    def program(self, slug: str, name: str, text: str) -> None:
        path = self.root / "snippets" / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def results(self, *names: str, **given) -> None:
        rows = []
        for name in names:
            cause = "retired" if "-retired" in name else "unknown"
            row = {
                "slug": "invalid-model",
                "cause": cause,
                "file": f"snippets/invalid-model/{name}",
                "role": name.split("-")[0].split(".")[0],
                "sha256": digest((self.root / "snippets/invalid-model" / name).read_text(encoding="utf-8")),
                "language": "python" if name.endswith("py") else "curl",
                "sdk": "mistralai" if name.endswith("py") else "curl",
                "version": "3.7.0",
                "runtime": "python 3.11",
                "outcome": "passed",
                "output": f"<printed> by `{name}`\n",
                "exit": 0,
                "fault": None,
                "basis": "recorded",
                "reasons": [],
                "routes": [],
                "date": "2026-11-23",
                "mock": "m",
                "keeps_failing": None,
            }
            rows.append(row | given)
        text = json.dumps({"version": 1, "results": rows})
        self.results_file.write_text(text, encoding="utf-8")

    def build(self) -> subprocess.CompletedProcess[str]:
        config, out = self.root / "mkdocs.yml", self.root / "site"
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "-f", str(config), "-d", str(out)]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, timeout=500)

    def soup(self, page: str) -> BeautifulSoup:
        return parsed(self.root / "site" / page / "index.html")


@cache
def parsed(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Small:
    """Built once: two programs of the default cause proven, the rest not; a second class without programs."""
    site = Small(tmp_path_factory.mktemp("small"))
    more = HEAD | {
        "title": "Answer `cut` <short>",
        "summary": "The answer ends before its end.",
        "category": "limits",
        "statuses": [],
        "codes": [],
        "types": [],
        "exceptions": ["ReadTimeout"],
        "signatures": ["cut short"],
        "causes": [{"id": "plan", "tell": "A test.", "action": "Change the [plan](https://example.com)."}],
        "related": ["invalid-model"],
    }
    site.page("cut-short", more, "Prose.\n")
    site.results("broken.py", "fixed.py")
    done = site.build()
    assert done.returncode == 0, done.stderr
    return site


def blocks(soup: BeautifulSoup) -> dict[str, list[str]]:
    """Name of a published file → the texts that its copy buttons give."""
    found: dict[str, list[str]] = {}
    for block in soup.select("[data-file]"):
        (code,) = block.select("pre > code")
        found.setdefault(str(block["data-file"]), []).append(code.get_text().rstrip())
    return found


def test_the_code_on_the_page_is_the_file(small):
    found = blocks(small.soup("playbooks/invalid-model"))
    assert sorted(found) == sorted(
        f"snippets/invalid-model/{p.name}" for p in (small.root / "snippets/invalid-model").iterdir()
    )
    for file, texts in found.items():
        assert set(texts) == {(small.root / file).read_text(encoding="utf-8").removesuffix("\n")}


def test_each_program_says_its_role_and_language(small):
    for block in small.soup("playbooks/invalid-model").select("[data-file]"):
        name = str(block["data-file"]).rsplit("/", 1)[1]
        assert block["data-role"] == name.split("-")[0].split(".")[0]
        assert ("language-python" if name.endswith("py") else "language-bash") in block["class"]
        assert block.select_one(".filename").get_text() == name


def test_nothing_of_the_source_is_left_over(small):
    for page in pages(small):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert not soup.find_all(string=lambda text: isinstance(text, Comment)), page
        for code in soup.select("pre, code, script, style, [data-file], samp, .pb-diff"):
            code.extract()
        text = soup.get_text()
        assert not [mark for mark in ("```", "<!--", "=== ", "???", "{#", "{:") if mark in text], page


def test_the_copy_button_of_the_change_names_a_program_of_the_page(small):
    soup = small.soup("playbooks/invalid-model")
    buttons = soup.select("button[data-copies]")
    assert [str(b["data-copies"]).rsplit("/", 1)[1] for b in buttons] == [
        "fixed.py",
        "fixed.sh",
        "fixed-retired.py",
        "fixed-retired.sh",
    ]
    assert all(button.has_attr("hidden") for button in buttons)
    assert all(soup.select(f'.highlight[data-file="{button["data-copies"]}"] pre > code') for button in buttons)


def test_the_change_comes_before_all_programs_and_shows_both_sides(small):
    soup = small.soup("playbooks/invalid-model")
    change = soup.select_one("#unknown")
    assert "fixed.py" in str(change.find_next(attrs={"data-file": True})["data-file"])
    assert not change.find_previous(attrs={"data-file": True})
    assert change.select_one("del").get_text().strip() == 'removed: model = "broken"'
    assert change.select_one("ins").get_text().strip() == 'added: model = "fixed"'
    assert not change.select("pre > code")  # else the theme would add its own button


def test_a_proof_stands_only_where_this_text_passed(small):
    soup = small.soup("playbooks/invalid-model")
    proofs = {}
    for block in soup.select('[data-role="fixed"]'):
        proofs[block.select_one(".filename").get_text()] = block.find_next_sibling("p")
    assert "pb-proof--seen" in proofs["fixed.py"]["class"]
    assert (
        proofs["fixed.py"].get_text() == "Verified 23 November 2026 · mistralai 3.7.0 · Python 3.11 · answer recorded"
    )
    for name in ("fixed.sh", "fixed-retired.py", "fixed-retired.sh"):
        assert proofs[name]["class"] == ["pb-unproven"]
    assert "2 of 8 verified" in soup.select(".pb-strip")[0].get_text()


def test_outputs_are_the_captured_ones(small):
    shown = [samp.get_text() for samp in small.soup("playbooks/invalid-model").select(".pb-output samp")]
    assert shown == ["<printed> by `broken.py`", "<printed> by `fixed.py`"]


def test_a_title_is_shown_as_it_is_written(small):
    heading = small.soup("playbooks/cut-short").select_one("h1")
    assert heading.get_text().startswith("Answer `cut` <short> 400")


def test_the_box_finds_titles_codes_and_synonyms_and_no_code_or_output(small):
    script = (small.root / "site/assets/answers.js").read_text(encoding="utf-8")
    data = json.loads(script.partition("self.pbData = ")[2].partition(";\n;")[0])
    entries = {entry["url"]: entry for entry in data["entries"]}
    entry = entries["playbooks/invalid-model/"]
    assert (entry["slug"], entry["title"], entry["seen"]) == ("invalid-model", "Invalid model", "400 · 1500")
    assert (entry["retry"], entry["step"]) == ("after-change", "Take an id from the list.")
    assert entry["codes"] == "400 1500"
    assert entry["names"] == "invalid-model invalid_model SDKError"
    assert "Retired" in entry["headings"]
    assert entries["testing/"]["title"] == "Test your program"
    assert not [url for url in entries if url.startswith(("e/4", "verification/i", "playbooks/index"))]
    assert "<printed>" not in script
    assert "not a shortcode" not in script
    assert not list((small.root / "site").glob("search/*"))
    assert not list((small.root / "site/assets/javascripts").glob("workers/*"))


@cache
def ids(page: Path) -> set[str]:
    return {str(tag["id"]) for tag in parsed(page).select("[id]")}


def pages(small: Small) -> Iterator[Path]:
    yield from (page for page in (small.root / "site").rglob("*.html") if page.name != "404.html")


def test_nothing_is_loaded_from_elsewhere(small):
    for page in pages(small):
        soup = parsed(page)
        loaded = [tag.get("src") or tag.get("href") for tag in soup.select("script[src], link[href], img[src], iframe")]
        assert loaded
        assert not [url for url in loaded if urlsplit(str(url)).netloc], page
    for sheet in (small.root / "site/assets/css").glob("*.css"):
        assert "//" not in sheet.read_text(encoding="utf-8")


def test_every_link_within_the_site_leads_somewhere(small):
    site = small.root / "site"
    for page in pages(small):
        here = page.relative_to(site).as_posix()
        for link in parsed(page).select("[href]"):
            target = urlsplit(urljoin(f"https://here/{here}", str(link["href"])))
            if target.netloc != "here":
                continue
            absent = re.fullmatch(r".*/(playbooks/[a-z0-9-]+\.md)", target.path)
            if absent and (ROOT / "docs" / absent[1]).is_file():
                continue  # a page of the whole site names a class that this small one does not have
            file = site / unquote(target.path).lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            assert file.is_file(), f"{here}: {link['href']}"
            if target.fragment and file.suffix == ".html":
                assert unquote(target.fragment) in ids(file), f"{here}: {link['href']}"


def test_a_class_is_two_places(small):
    """Page and folder make navigation, index, home and catalog."""
    for page in ("playbooks", "verification"):
        links = [str(a["href"]) for a in small.soup(page).select("nav a")]
        assert any(link.endswith("cut-short/") for link in links), page
    assert small.soup("playbooks").select('.pb-classes a[href$="cut-short/"]')
    assert len(small.soup("").select('a[href$="cut-short/"]')) == 1, "the home page lists a class once"
    assert small.soup("").select('.pb-all a[href$="cut-short/"]')
    catalog = json.loads((small.root / "site/catalog.json").read_text(encoding="utf-8"))
    assert [row["slug"] for row in catalog["playbooks"]] == ["invalid-model", "cut-short"]


def test_not_affiliated_on_every_page(small):
    for page in pages(small):
        assert "Not affiliated with Mistral AI" in page.read_text(encoding="utf-8")


def test_without_results_the_page_stands_without_proof(tmp_path):
    site = Small(tmp_path / "s")
    assert site.build().returncode == 0
    soup = site.soup("playbooks/invalid-model")
    assert not soup.select(".pb-proof, .pb-output, .pb-chip--seen")
    assert len(soup.select('p.pb-unproven:-soup-contains("Not verified")')) == 4
    assert "not verified" in soup.select(".pb-strip")[0].get_text()


def broken_shortcode(site: Small) -> str:
    site.page("invalid-model", HEAD, BODY + "\n<!-- fix -->\n")
    lines = (site.root / "docs/playbooks/invalid-model.md").read_text(encoding="utf-8").split("\n")
    return f"docs/playbooks/invalid-model.md, line {lines.index('<!-- fix -->') + 1}: there is no shortcode `fix`"


def missing_anchor(site: Small) -> str:
    site.page("invalid-model", HEAD, "<!-- cause retired -->\n")
    return "docs/playbooks/invalid-model.md: nothing on the page has the id `retired`"


def unknown_key(site: Small) -> str:
    site.page("invalid-model", HEAD | {"colour": "red"}, BODY)
    return "key `colour` is unknown"


def tab(site: Small) -> str:
    site.program("invalid-model", "fixed.py", "if True:\n\tprint()\n")
    return "snippets/invalid-model/fixed.py: line 2 contains a tab"


def bad_results(site: Small) -> str:
    site.results_file.write_text("{", encoding="utf-8")
    return "docs/results/invalid-model.json"


@pytest.mark.parametrize("spoil", [broken_shortcode, missing_anchor, unknown_key, tab, bad_results])
def test_a_fault_stops_the_build_with_one_message(tmp_path, spoil):
    site = Small(tmp_path / "s")
    said = spoil(site)
    done = site.build()
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
