"""What the site publishes for programs and agents: JSON with its schema, lists, and each page as Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from mistral_playbooks.content import catalog, programs
from mistral_playbooks.site import editions
from mistral_playbooks.site.exports import markdown, schema

FENCE = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def read(root: Path) -> catalog.Catalog:
    return catalog.read(root / "docs/playbooks")


def fences(text: str) -> list[tuple[str, str]]:
    """The info and the content of each fence, with its last line end."""
    return [(info, content) for _, info, content in FENCE.findall(text)]


def test_the_catalog_fits_its_schema(site: Path) -> None:
    given = json.loads((site / "catalog.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(given)
    found = json.loads((site / "catalog.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(given).validate(found)
    for wrong in ({"version": 2, "playbooks": []}, {"version": 1, "playbooks": [{"slug": "x"}]}, {"version": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(given).validate(wrong)


def test_the_schema_describes_every_key_of_the_catalog(site: Path) -> None:
    given = json.loads(schema.catalog())
    for definition in given["$defs"].values():
        definition["additionalProperties"] = False
        assert all("description" in value for value in definition["properties"].values()), definition
    found = json.loads((site / "catalog.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(given).validate(found)


def test_each_page_has_its_markdown_beside_it(site: Path) -> None:
    pages = [file for file in site.rglob("index.html") if "http-equiv" not in file.read_text(encoding="utf-8")]
    assert len(pages) > 50
    for file in pages:
        text = file.with_suffix(".md").read_text(encoding="utf-8")
        assert text.startswith("# ") or "\n# " in text, file
        assert 'type="text/markdown" href="index.md"' in file.read_text(encoding="utf-8"), file


def test_every_published_program_stands_in_the_markdown_byte_for_byte(
    site: Path, root: Path, read: catalog.Catalog
) -> None:
    every = programs.find(root, read)
    for slug in read.playbooks:
        found = {content for _, content in fences((site / f"playbooks/{slug}/index.md").read_text(encoding="utf-8"))}
        for program in editions.all_editions([one for one in every if one.slug == slug]):
            assert f"{program.text}\n" in found, program.file
        for program in (one for one in every if one.slug == slug):
            assert (root / program.file).read_text(encoding="utf-8") in found, program.file


def test_the_change_is_a_diff_and_nothing_of_the_html_is_left(site: Path, read: catalog.Catalog, root: Path) -> None:
    fixed = {program.slug for program in programs.find(root, read) if program.role == "fixed"}
    for slug in read.playbooks:
        text = (site / f"playbooks/{slug}/index.md").read_text(encoding="utf-8")
        changes = [content for info, content in fences(text) if info == "diff"]
        assert any(re.search("^[+-]", change, re.MULTILINE) for change in changes) == (slug in fixed), slug
        prose = FENCE.sub("", text)
        assert not re.search(r"(?<![`\\])</?(?:div|span|p|figure|details|section)\b", prose), slug
        assert "¶" not in prose


def test_the_lists_for_agents_name_every_playbook(site: Path, read: catalog.Catalog) -> None:
    listed, full = ((site / name).read_text(encoding="utf-8") for name in ("llms.txt", "llms-full.txt"))
    assert listed.startswith("# ")
    for address in re.findall(r"\]\(([^)]+)\)", listed):
        assert (site / address).is_file(), address
    for one in read:
        assert f"(playbooks/{one.slug}/index.md)" in listed
        assert (
            sum(line.startswith("# ") and one.title[:9] in line.replace("\\`", "`") for line in full.split("\n")) >= 1
        ), one.slug
    assert "](../" not in full  # links of all pages, from the site's root
    assert "](/verification/" in full


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<h2 id='a'>A <code>b</code><a class='headerlink'>¶</a></h2><p>x  <em>y</em>\n z</p>", "## A `b`\n\nx *y* z"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        (
            "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td></td></tr></table>",
            "| a | b\\|c |\n|---|---|\n| 1 |  |",
        ),
        ('<p><a href="../x/">y</a> 1 * 2 &lt; 3</p>', "[y](../x/) 1 \\* 2 \\< 3"),
        (
            '<div class="language-python highlight"><span class="filename">f.py</span><pre><code><span>a</span> = `1`\n'
            "```\n</code></pre></div>",
            '````python title="f.py"\na = `1`\n```\n````',
        ),
        ("<pre><samp>out &lt;1&gt;</samp></pre>", "```text\nout <1>\n```"),
        ("<details><summary>More</summary><p>a</p></details><button>Copy</button>", "More\n\na"),
        ("<p>a<br>b</p>", "a  \nb"),
        ('<figure class="pb-plot"><svg role="img" aria-label="a: 1\nb: 2"></svg></figure>', "```text\na: 1\nb: 2\n```"),
    ],
)
def test_html_as_markdown(html: str, said: str) -> None:
    assert markdown.linked(markdown.convert(html)) == said + "\n"
