"""The listing of a card: two programs in one, and what each view and each tab shows of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from helpers.machine import ROOT
from helpers.pages import BROKEN, FIXED, TWO, program, record
from helpers.published import text_of
from mistral_playbooks.content.clients import table
from mistral_playbooks.site.card import card, diff, listing, output, tokens
from mistral_playbooks.site.proof import Results

STYLES = (ROOT / "docs/assets/css/playbooks.css").read_text(encoding="utf-8")


def marked(lines) -> list[str]:
    return [line.mark + line.text for line in lines]


def near(old: str, new: str) -> str:
    """One character a line: its mark where *Change* shows it, a dot where it does not."""
    lines = diff.aligned(old, new, "curl")
    return "".join(line.mark if shown else "." for line, shown in zip(lines, diff.near(lines), strict=True))


def parsed(html: str) -> Any:
    """The listing of this HTML."""
    return BeautifulSoup(f"<pre><code>{html}</code></pre>", "html.parser").code


def both(old: str, new: str, language: str = "python") -> Any:
    lines = diff.aligned(old, new, language)
    return parsed(listing.html([("t1", lines)], "whole"))


# Alignment


def test_the_change_holds_the_lines_that_differ_and_two_around_them():
    lines = diff.aligned("a\nb\nc\nd\ne\nf", "a\nb\nc\nD\ne\nf", "python")
    assert marked(lines) == [" a", " b", " c", "-d", "+D", " e", " f"]
    assert near("a\nb\nc\nd\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nd\nE\nf\ng\nh\ni") == "...  -+    "
    assert near("a\nb\nc\nd\nd\ne", "a\nb\nc\nd\nd\nE") == "...  -+"


def test_a_gap_is_named_only_where_it_hides_more_than_it_costs():
    assert near("a\nb\nc\nd", "a\nb\nc\nD") == "   -+"  # one line is shown
    assert near("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6\nx") == "....  -+"


def test_blank_lines_at_the_ends_of_a_stretch_are_left_out():
    assert near("x\ny\nz\na\n\nb = 1\n\nc\n\nd\ne\nf", "x\ny\nz\na\n\nb = 2\n\nc\n\nd\ne\nf") == "...  -+  ...."


def test_a_block_that_only_moved_is_shown_once():
    lines = diff.aligned("a()\nb()", "try:\n    a()\nexcept X:\n    c()\nb()", "python")
    assert marked(lines) == ["+try:", ">    a()", "+except X:", "+    c()", " b()"]
    assert [line.moved for line in lines] == [0, 4, 0, 0, 0]


@pytest.mark.parametrize(
    ("old", "new", "spans"),
    [
        ('model="small"', 'model="small-latest"', ((12, 12), (12, 19))),
        ("import uuid", "import secrets", ((7, 11), (7, 14))),
        ("print(1)", "raise SystemExit", ((0, 0), (0, 0))),
        ("a", "", ((0, 0), (0, 0))),
    ],
)
def test_columns_that_differ(old, new, spans):
    assert diff.difference(old, new) == spans


# Tokens

LINES = st.text(st.characters(exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff", codec="utf-8"))


@given(LINES, st.sampled_from(["python", "typescript", "curl"]))
def test_coloring_changes_no_character(source, language):
    lines = tokens.colored(source, language)
    assert ["".join(text for _, text in line) for line in lines] == source.split("\n")


def test_neighbors_of_one_color_are_one_element():
    (line,) = tokens.colored("raise not None", "python")
    assert tokens.html(line) == "<b>raise not None</b>"
    fence = (
        '<pre><code><span class="kn">from</span> <span class="nn">a</span> <span class="kc">is</span> '
        '<span class="ow">not</span> <span class="s2">"x"</span></code></pre>'
    )
    assert tokens.lighter(fence) == '<pre><code><b>from</b> a <b>is not</b> <i>"x"</i></code></pre>'
    assert tokens.lighter('<p><span class="k">x</span></p>') == '<p><span class="k">x</span></p>'


# The listing

SOURCE = st.lists(
    st.sampled_from(["a", "  a", "b = 1", "    b = 1", "", "c", '"d"', "# e", "  # e", "<f & g>"]), min_size=1
)


@given(SOURCE, SOURCE)
def test_one_listing_holds_both_programs(old, new):
    if not (old[0] and new[0]):  # no program begins with a blank line, and HTML leaves it out
        old, new = ["x", *old], ["x", *new]
    code = both("\n".join(old), "\n".join(new))
    assert text_of(code, 1, "broken") == "\n".join(old)
    assert text_of(code, 1, "fixed") == "\n".join(new)


def test_a_run_of_lines_is_one_element():
    code = both("a", "try:\n    a\nexcept X:\n    b\n    c")
    assert [tag.get_text() for tag in code.find_all("ins")] == ["try:\n", "except X:\n    b\n    c\n"]
    assert str(code.select_one(".r")) == '<span class="r"><span class="w">    </span>a\n</span>'
    assert both("  a\nb", "a\nb").select_one(".x").get_text() == "  "


def test_an_excerpt_is_the_change_alone():
    old, new = program("broken.sh", "a\nb\nc\nd\ne\nf"), program("fixed.sh", "a\nb\nc\nd\ne\nx")
    html = listing.excerpt(old, new, "From old to new")
    assert html.endswith("<code>d\ne\n<del>f\n</del><ins>x\n</ins></code></pre>")


def test_a_gap_says_how_much_it_hides():
    code = both("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n5\n6\nx", "curl")
    assert code.select_one(".f").get_text() == "1\n2\n3\n4\n"
    assert code.select_one(".g").get_text() == "4 unchanged lines"


def test_additions_and_removals_differ_without_color():
    code = both(BROKEN, FIXED)
    assert code.select_one("del").get_text() == 'model = "small"\n'
    assert code.select_one("ins").get_text() == 'model = "small-latest"\n'
    assert code.select_one("ins mark").get_text() == "-latest"
    for element, words in (("ins", "added: "), ("del", "removed: "), (".r", "indented: ")):
        assert re.search(rf"\.pb-lst {re.escape(element)}::before {{[^}}]*/ \"{words}\";", STYLES), element


OLD = "import os\nfrom mistralai.client import Mistral\n"


def test_an_older_major_shares_the_listing_where_the_change_is_the_same():
    broken, fixed = (
        replace(program(name, text), package="mistralai", majors=(3, 2, 1))
        for name, text in (("broken.py", OLD + "a = 1"), ("fixed.py", OLD + "a = 2"))
    )
    soup: Any = BeautifulSoup(card.card("k", [broken, fixed], record(), Results(), ""), "html.parser")
    (pane,) = soup.select(".pb-pane")
    assert {"t1", "t2"} <= set(pane["class"])
    code = pane.select_one(".pb-lst > code")
    for tab, major in ((1, None), (2, 1)):
        assert text_of(code, tab, "fixed") == (fixed.on(major) if major else fixed).text
        assert text_of(code, tab, "broken") == (broken.on(major) if major else broken).text


def test_another_change_has_a_pane_of_its_own():
    lines = diff.aligned("a\nb", "a\nc", "python")
    assert listing.versions_fit([("t1", lines), ("t2", diff.aligned("x\ny", "x\nz", "python"))])
    assert not listing.versions_fit([("t1", lines), ("t2", diff.aligned("x", "x\nz", "python"))])


# The card


def test_the_style_sheet_has_a_rule_for_each_tab():
    rules = re.findall(r"nth-of-type\((\d+)\) :checked\) \.v:not\(\.t(\d+)\)", STYLES)
    assert rules == [(str(n), str(n)) for n in range(1, card.MAX_TABS + 1)]
    assert len(list(table())) + 2 <= card.MAX_TABS


def test_a_card_has_its_controls_once():
    soup: Any = BeautifulSoup(card.card("k", TWO, record(), Results(), ""), "html.parser")
    assert [one["value"] for one in soup.select(".pb-views input")] == ["change", "whole", "broken", "output"]
    assert not soup.select(".pb-tabs")  # one client
    assert soup.select_one(".pb-client").get_text() == "Python"
    assert len(soup.select(".pb-copy")) == len(soup.select(".pb-lst")) == 1
    for label in soup.select("label.g"):
        assert soup.find(id=label["for"])


@pytest.mark.parametrize(
    ("env", "command"),
    [
        ({}, "run -- python"),
        ({"MISTRAL_API_KEY": "wrong"}, "run --fault invalid-model/unknown -- python"),
        ({"PATH_TO": None}, "run -- env -u PATH_TO python"),
        ({"NO_PROXY": "*", "A": "b"}, "run -- env NO_PROXY='*' A=b python"),
        ({"SSL_CERT_FILE": None, "B": "1"}, "run --isolate never -- env -u SSL_CERT_FILE B=1 python"),
    ],
)
def test_the_command_sets_the_variables_of_the_run(env: dict[str, str | None], command: str) -> None:
    playbook = record(runs={"broken": {"env": env}})
    shown = output.command(program("broken.py", BROKEN), playbook, Results(()))
    assert shown.startswith(f"mistral-playbooks {command} ")


def test_the_command_names_the_shell_that_the_program_needs() -> None:
    for first, shell in (("#!/bin/bash\n", "bash"), ("", "sh")):
        shown = output.command(program("broken.sh", f"{first}curl x"), record(), Results(()))
        assert shown.endswith(f"-- {shell} snippets/invalid-model/broken.sh")


def test_a_missing_key_is_shown_by_its_variable_if_no_server_can_cause_the_error() -> None:
    playbook = record(runs={"broken": {"env": {"MISTRAL_API_KEY": None}}}, response=None)
    shown = output.command(program("broken.py", BROKEN), playbook, Results(()))
    assert shown.startswith("mistral-playbooks run -- env -u MISTRAL_API_KEY python ")
