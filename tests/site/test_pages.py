"""What the pages are made of, by value: no files, no site generator."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from helpers.pages import BROKEN, FIXED, SLUG, TWO, program, record, row, site
from mistral_playbooks.content.catalog import CatalogError
from mistral_playbooks.content.programs import Program, digest
from mistral_playbooks.site import (
    components,
    editions,
    index_pages,
    markup,
    playbook_page,
    proof,
    run_pages,
    sections,
    shortcodes,
)
from mistral_playbooks.site.addresses.keys import classes
from mistral_playbooks.site.card import card, output
from mistral_playbooks.site.exports import badge
from mistral_playbooks.site.proof import Results
from mistral_playbooks.site.reference.table import Place
from mistral_playbooks.verify.results import KeepsFailing

# Markup


@pytest.mark.parametrize(
    ("given_text", "html"),
    [
        ("a `b<c` d", "a <code>b&lt;c</code> d"),
        ("see [docs](https://x.io/a?b=1&c=2)", 'see <a href="https://x.io/a?b=1&amp;c=2">docs</a>'),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("```\n~~~\t", "&#96;&#96;&#96;\n&#126;&#126;&#126;&#9;"),
    ],
)
def test_front_matter_texts_as_html(given_text, html):
    assert markup.inline(given_text) == html


def test_links_are_left_out_where_a_link_stands_around():
    assert markup.inline("see [docs](https://x.io)", links=False) == "see docs"
    assert markup.plain("see [docs](https://x.io) and `code`") == "see docs and code"


def test_a_fence_is_longer_than_any_in_the_program():
    assert markup.fence("python", "s = '```'").startswith("````{.python}\n")


def test_a_heading_shows_its_text_as_it_is():
    assert markup.heading("`a_b` <c>") == "&#96;a&#95;b&#96; &#60;c&#62;"


@pytest.mark.parametrize(
    ("iso", "words"), [("2026-11-23", "23 November 2026"), ("2026-04", "April 2026"), ("2026-01-02", "2 January 2026")]
)
def test_dates(iso, words):
    assert markup.date(iso) == f'<time datetime="{iso}">{words}</time>'


# Proof


def test_a_proof_names_what_ran_when_and_on_what_the_answer_rests():
    line, names = proof.line(TWO[1], Results((row(TWO[1], fault="rate-limited:2"),)), "../../")
    shown = re.sub(r"<[^>]+>", "", line)
    assert shown == "Verified 23 Nov 2026 · mistralai 3.7.0 · Python 3.11 · met rate-limited:2 · answer recorded"
    assert names == "pb-proof pb-proof--seen"
    assert 'href="../../verification/#recorded"' in line


def test_a_documented_answer_is_not_green():
    assert proof.line(TWO[1], Results((row(TWO[1], basis="documented"),)), "")[1].endswith("--documented")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": digest("other")},
        {"cause": "other"},
        {"file": "snippets/invalid-model/other.py"},
        {"outcome": "failed"},
    ],
)
def test_no_proof_without_a_passing_row_of_this_text_cause_and_file(wrong):
    line, names = proof.line(TWO[1], Results((row(TWO[1], **wrong),)), "")
    assert names == "pb-unproven"
    assert "Not verified" in line


def test_the_newest_sdk_speaks_and_the_others_are_named():
    rows = (row(TWO[1], version="2.10.0", date="2026-11-01"), row(TWO[1], version="2.9.0"), row(TWO[1]))
    assert "mistralai 3.7.0, 2.10.0, 2.9.0" in proof.line(TWO[1], Results(rows), "")[0]


def test_tally_counts_and_takes_the_weakest_ground_and_the_oldest_run():
    rows = Results((row(TWO[0], basis="reported"), row(TWO[1], basis="documented", date="2026-10-01")))
    assert proof.tally(TWO, rows) == proof.Tally(2, 2, "documented", "2026-10-01")
    assert "documented only" in proof.chip(proof.tally(TWO, rows))
    assert proof.chip(proof.tally(TWO, Results((row(TWO[0]),)))) == "1 of 2 verified"
    assert proof.tally(TWO, Results((row(TWO[0]),))).tone == "partial"
    assert proof.chip(proof.tally(TWO, Results())) == "not verified"


def test_one_rare_cause_that_is_only_documented_does_not_speak_for_the_page():
    rare = program("fixed-rare.py", FIXED, cause="rare")
    rows = Results((row(TWO[0]), row(TWO[1]), row(rare, basis="documented")))
    assert proof.tally((*TWO, rare), rows, TWO[0].cause).tone == "seen"
    assert proof.tally((*TWO, rare), rows, "rare").tone == "documented"
    assert proof.tally((*TWO, rare), rows, "no programs").tone == "documented"


# A page


def headings(markdown: str) -> list[str]:
    return re.findall(r"^#+ ([^{<\n]+?)\s*(?:[{<].*)?$", markdown, re.MULTILINE)


def test_the_parts_of_a_page_in_their_order():
    other = record("model-not-found", title="Model was not found", related=())
    rows = [row(TWO[0], output="SDKError: 400", exit=1), row(TWO[1])]
    page = playbook_page.playbook(
        site(record(related=("model-not-found",)), rows=rows, others=[other]), SLUG, "\nProse.\n"
    )
    assert headings(page) == [
        "Invalid model",
        "What each client prints",
        "Reproduce it",
        "Keep it fixed",
        "Not this one?",
        "Evidence",
    ]
    order = [
        "pb-strip",
        "pb-summary",
        'id="unknown"',
        "pb-lst",
        "SDKError: 400",
        "Mocked answer 4c1f",
        "pb-proof--",
        "Prose.",
    ]
    assert [page.index(part) for part in order] == sorted(page.index(part) for part in order)
    assert "Which is yours?" not in page


def test_status_code_and_exception_lead_to_their_rows_and_to_the_legend_without_one():
    rows = [Place("status", "Statuses", "400", "reference/codes/#status-400")]
    page = components.strip(record(), [], Results(()), "../../", rows)
    assert '<a href="../../reference/codes/#status-400">400</a>' in page
    assert '<a href="../../reference-authoring/#code">1500</a>' in page
    raised = Place("exceptions", "Exceptions", "ReadTimeout, Python SDK", "reference/exceptions/#x")
    silent = record(statuses=(), codes=(), types=(), exceptions=("ReadTimeout",), response=None)
    page = components.strip(silent, [], Results(()), "", [raised])
    assert '<dt>Raises</dt><dd><a href="reference/exceptions/#x">ReadTimeout</a>' in page


def test_the_foot_names_each_row_of_the_reference_about_the_class():
    rows = [Place("code", "Codes", "1500", "r/#code-1500"), Place("code", "Codes", "<b>", "r/#code-b")]
    found = "".join(sections.in_reference(rows, "../"))
    assert '<li>Codes: <a href="../r/#code-1500">1500</a> · <a href="../r/#code-b">&lt;b&gt;</a></li>' in found
    assert sections.in_reference([], "../") == []


def test_title_and_metadata_carry_what_the_reader_sees():
    page = playbook_page.playbook(site(record()), SLUG, "")
    assert page.startswith("# Invalid model\n")  # status and code stand below it, once
    meta = playbook_page.meta(record())
    assert meta == {"description": "The API serves no model with this id.", "seen_as": "400 · 1500", "slug": SLUG}


def test_tabs_stand_in_one_order_and_only_where_there_is_a_program():
    programs = [
        program(f"{role}.{ext}", text) for ext in ("sh", "py") for role, text in (("broken", "a"), ("fixed", "b"))
    ]
    page = playbook_page.playbook(site(record(), programs), SLUG, "")
    assert re.findall(r'<input type=radio name="pb-unknown" value="(\w+)"', page) == ["Python", "curl"]


CAUSES = (
    {"id": "unknown", "tell": "Not in the list.", "action": "Take one."},
    {"id": "retired", "tell": "It worked [once](https://x.io).", "action": "Move on."},
)
FOUR = (*TWO, program("broken-retired.py", "a = 1", "retired"), program("fixed-retired.py", "a = 2", "retired"))


def test_several_causes_are_told_apart_and_placed_by_the_author():
    body = "## Retired {#retired}\n\n<!-- cause retired -->\n"
    page = playbook_page.playbook(site(record(causes=CAUSES), FOUR, [row(FOUR[2], exit=1), row(FOUR[3])]), SLUG, body)
    rows = re.findall(r'<li><a href="#([a-z]+)"><span><b>(.*?)</b> <span>(.*?)</span>', page)
    assert rows == [("unknown", "Unknown", "Not in the list."), ("retired", "Retired", "It worked once.")]
    assert page.count('id="unknown"') == 1
    assert 'id="retired"' not in page  # the author's heading has it
    assert page.index("{#retired}") < page.index("fixed-retired.py") < page.index("What each client prints {#prints}")


@pytest.mark.parametrize(("id", "said"), [("no-quota", "No quota"), ("old-sdk", "Old SDK"), ("json", "JSON")])
def test_a_cause_is_called_by_its_id_in_words(id, said):
    assert components.name(record(causes=({**CAUSES[0], "id": id},)).causes[0]) == said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://github.com/cline/cline/issues/9085", "cline/cline#9085"),
        ("https://github.com/a/b/pull/12#issuecomment-1", "a/b#12"),
        ("https://github.com/a/b/blob/" + "6d15549852" * 4 + "/spec/x.yml", "a/b@6d15549 x.yml"),
        ("https://github.com/a/b/blob/main/src/x.py", "a/b@main x.py"),
        ("https://github.com/mistralai/client-python", "mistralai/client-python"),
        ("https://github.com/a/b/releases/tag/v1.2", "a/b/v1.2"),
        ("https://docs.mistral.ai/resources/error-glossary/", "docs.mistral.ai/…/error-glossary"),
        ("https://www.example.com/", "example.com"),
        ("https://pypi.org/project/mistralai/?x=1", "pypi.org/…/mistralai"),
    ],
)
def test_evidence_has_short_names(url, said):
    assert sections.short_name(url) == said


def test_at_most_five_causes_are_listed():
    causes = tuple({"id": f"c{n}", "tell": "A test.", "action": "Do it."} for n in range(7))
    html = components.which(record(causes=causes), "../../")
    assert html.count("<li><a") == 5
    assert "2 more below" in html


def test_pages_of_errors_that_are_taken_for_this_one_are_among_the_five():
    causes = tuple({"id": f"c{n}", "tell": "A test.", "action": "Do it."} for n in range(5))
    html = components.which(record(causes=causes, elsewhere={"zero-quota": "The limit is `0`"}), "../../")
    assert html.count("<li><a") == 5
    assert "1 more below" in html
    assert '<a href="../../playbooks/zero-quota/" class="pb-elsewhere">' in html
    assert "<b>Zero quota</b> <span>The limit is <code>0</code></span>" in html


def test_one_cause_beside_another_page_is_a_question():
    causes = ({"id": "plan", "tell": "A test.", "action": "Do it."},)
    assert components.which(record(causes=causes), "../../") == ""
    assert 'href="#plan"' in components.which(record(causes=causes, elsewhere={"a": "Another."}), "../../")


def test_a_cause_without_code_is_an_action_with_its_link():
    causes = ({"id": "plan", "tell": "A test.", "action": "Change the [plan](https://x.io)."},)
    page = playbook_page.playbook(site(record(causes=causes, response=None), ()), SLUG, "")
    assert 'class="pb-change pb-change--action" id="plan"' in page
    assert '<a href="https://x.io">plan</a>' in page
    assert headings(page) == ["Invalid model", "Evidence"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!-- cause retired -->\n\n<!-- fix -->", ["line 9", "no shortcode `fix`", "cause, program, clients"]),
        ("<!-- cause gone -->", ["line 7", "other than the default", "retired"]),
        ("<!-- cause unknown -->", ["line 7", "other than the default"]),
        ("<!-- cause -->", ["line 7", "name one cause"]),
        ("<!-- program fix.py -->", ["there is no snippets/invalid-model/fix.py", "fixed.py"]),
        ("<!-- program -->", ["there is no snippets/invalid-model/."]),
        ("A note <!-- hidden -->", ["line 7", "not a shortcode", "alone on its line"]),
        ("  <!-- cause retired -->", ["in the first column"]),
        ("", ["broken-retired.py appears nowhere", "<!-- cause retired -->", "{#retired}"]),
    ],
)
def test_what_an_author_can_get_wrong_is_named_with_the_next_action(body, said):
    with pytest.raises(CatalogError) as caught:
        playbook_page.playbook(site(record(causes=CAUSES), FOUR), SLUG, body, first_line=7)
    message = str(caught.value)
    assert message.startswith("docs/playbooks/invalid-model.md")
    assert all(part in message for part in said), message


def test_a_program_that_tells_classes_apart_must_be_placed():
    tell = program("tell.py", "print(1)")
    with pytest.raises(CatalogError, match=r"tell\.py appears nowhere.*<!-- program tell\.py -->"):
        playbook_page.playbook(site(record(), (*TWO, tell)), SLUG, "")
    page = playbook_page.playbook(
        site(record(), (*TWO, tell), [row(tell, output="host: x")]),
        SLUG,
        "<!-- program tell.py -->",
    )
    assert 'data-file="snippets/invalid-model/tell.py"' in page
    assert re.findall(r"value=(\w+)", page.partition("tell.py")[0].rpartition("pb-views")[2]) == ["whole", "output"]
    assert "host: x" in page


def test_a_fixed_program_that_is_the_broken_one_is_refused():
    with pytest.raises(CatalogError, match=r"fixed\.py: the same text as .*broken\.py"):
        playbook_page.playbook(site(record(), (TWO[0], program("fixed.py", BROKEN))), SLUG, "")


def test_shortcodes_in_code_are_left_alone():
    body = "```md\n<!-- cause x -->\n```\n\nWrite `<!-- cause x -->`.\n\n~~~~\n~~~\n<!-- y -->\n~~~~"
    assert shortcodes.expand(body, {}, "f") == body


def test_every_cause_has_one_element():
    page = record(causes=CAUSES)
    playbook_page.with_anchors(page, '<p id="unknown"></p><h2 id="retired">')
    with pytest.raises(CatalogError, match=r"nothing on the page has the id `retired`.*\{#retired\}"):
        playbook_page.with_anchors(page, '<p id="unknown"></p>')
    with pytest.raises(CatalogError, match=r"2 elements have the id `unknown`"):
        playbook_page.with_anchors(page, '<p id="unknown"></p><h2 id="unknown"><h2 id="retired">')


def test_a_former_anchor_leads_to_its_cause_also_without_a_script():
    page = record(causes=({**CAUSES[0], "former": ("old", "older")}, CAUSES[1]))
    done = playbook_page.with_anchors(page, '<section class="a" id="unknown">x</section><h2 id="retired">')
    assert done == (
        '<section class="a" id="unknown"><span id="old" data-now="unknown"></span>'
        '<span id="older" data-now="unknown"></span>x</section><h2 id="retired">'
    )
    with pytest.raises(CatalogError, match=r"`former` of `unknown`: the page has the anchor `old` again\. Remove"):
        playbook_page.with_anchors(page, '<p id="unknown"></p><h2 id="retired"><h3 id="old">')


# Outputs and commands


def shown_output(*rows, retry="after-change") -> str:
    return output.of_pane(TWO, (), record(retry=retry), Results(tuple(rows)), "../../")


def test_outputs_are_shown_only_of_this_text():
    said = shown_output(row(TWO[0], sha256=digest("x")), row(TWO[1]))
    assert "broken.py: no passing run of exactly this program" in said
    assert "Mocked answer 4c1f" in said


def test_an_output_is_shown_as_it_was_printed():
    printed = row(TWO[0], output="<a> `b`\n~~~\n", exit=1, fault="x:2")
    assert "<pre>&lt;a&gt; &#96;b&#96;\n&#126;&#126;&#126;</pre>" in shown_output(printed)
    assert "exit 1 under x:2, mistralai <a" in shown_output(printed)
    assert "&lt;a&gt; &#96;b&#96;\n&#126;&#126;&#126;</samp>" in output.captured(printed)


def test_a_card_shows_the_end_of_an_output_and_links_to_the_whole():
    printed = "\n".join([*(f"line {n}" for n in range(20)), "x" * 500])
    assert output.tail(printed).split("\n") == [
        "… 9 more lines",
        *(f"line {n}" for n in range(9, 20)),
        "x" * output.COLUMNS + " …",
    ]
    assert output.tail("one\n") == "one"
    assert 'href="../../verification/invalid-model/#broken-py-3"' in shown_output(row(TWO[0], output=printed))


def test_where_retrying_never_helps_the_endless_failure_is_shown():
    failing = KeepsFailing(fault="unauthorized", exit=1, output="The key is wrong.")
    rows = [row(TWO[0], exit=1), row(TWO[1], keeps_failing=failing)]
    assert "The key is wrong." in shown_output(*rows, retry="never")
    assert "The key is wrong." not in shown_output(*rows)


@pytest.mark.parametrize(
    ("given_record", "given_row", "fault"),
    [
        ({}, {}, None),
        ({}, {"fault": "invalid-model:1"}, "invalid-model:1"),
        ({"runs": {"broken.py": {"env": {"MISTRAL_API_KEY": "wrong"}}}}, {}, "invalid-model/unknown"),
        ({"runs": {"broken.py": {"env": {"LOCALE": "C"}}}}, {}, None),
        ({"runs": {"broken.py": {"fault": "invalid-model"}}}, {"outcome": "failed"}, "invalid-model"),
    ],
)
def test_how_to_reproduce(given_record, given_row, fault):
    page = record(**given_record)
    rows = [row(TWO[0], **given_row)]
    assert proof.fault_of(TWO[0], page, Results(tuple(rows))) == fault
    given = f"{f'--fault {fault} ' if fault else ''}-- {'env LOCALE=C ' if 'LOCALE' in str(given_record) else ''}"
    command = f"mistral-playbooks run {given}python snippets/invalid-model/broken.py"
    shown = playbook_page.playbook(site(page, rows=rows), SLUG, "")
    assert f"{command}\n" in shown.partition("## Reproduce it")[2]
    assert f"{command}</code>" in shown.partition("## Reproduce it")[0]


def test_limits_are_part_of_the_line_that_reproduces():
    page = record(runs={"broken.py": {"fault": "", "limits": "free"}})
    line = "mistral-playbooks run --limits free -- python snippets/invalid-model/broken.py\n"
    assert line in playbook_page.playbook(site(page, rows=[row(TWO[0])]), SLUG, "")


@pytest.mark.parametrize(
    ("given_record", "command"),
    [
        ({"retry": "with-backoff"}, "run --fault invalid-model:2 -- python your_program.py"),
        ({"retry": "never"}, "run --fault invalid-model -- python your_program.py"),
        ({"retry": "after-change"}, "run -- python your_program.py"),
        ({"retry": "after-change", "runs": {"broken.py": {"fault": "invalid-model"}}}, None),
        ({"response": None}, None),
    ],
)
def test_how_to_keep_it_fixed(given_record, command):
    parts = sections.regression_test_section(record(**given_record), TWO, Results(), "../../")
    assert (f"mistral-playbooks {command}\n" in "\n".join(parts)) if command else parts == []


# The pages about all playbooks


def test_navigation_and_index_follow_from_the_catalog():
    everything = site(record(), others=[record("import-error", category="sdk", title="cannot import")])
    nav = index_pages.navigation(["index.md", {"All": "playbooks/"}, "x.md"], everything.catalog)
    assert nav == [
        "index.md",
        {"All": "playbooks/index.md"},
        {"Models": ["playbooks/invalid-model.md"]},
        {"SDKs and frameworks": ["playbooks/import-error.md"]},
        "x.md",
    ]
    assert 'href="../playbooks/import-error/"' in index_pages.index(everything)
    home = index_pages.page(everything, "<!-- classes -->", "docs/index.md", "")
    assert 'href="playbooks/import-error/"' in home
    assert home.index("Models") < home.index("SDKs and frameworks")
    assert home.count('<a href="playbooks/') == len(classes(everything.catalog))


def test_numbers_are_counted():
    shown = index_pages.page(site(record(), rows=[row(TWO[1])]), "<!-- numbers -->", "docs/verification.md", "../")
    assert "<strong>1 of 2</strong>" in shown
    assert "<td>Python</td><td>2</td><td>1</td><td>1 recorded</td><td>mistralai 3.7.0</td>" in shown


def test_the_planted_mistakes_are_listed_and_a_missing_list_is_named():
    made = [{"id": "noise", "what": "A fix writes `x`.", "check": "the run", "says": "<to> stderr"}]
    pages = replace(site(record()), mutations=made)
    listed = index_pages.page(pages, "<!-- planted -->", "docs/verification.md", "../")
    assert "<td>A fix writes <code>x</code>.</td><td>the run</td><td>“&lt;to&gt; stderr”</td>" in listed
    with pytest.raises(CatalogError, match=r"tests/mutations/mutations\.json is not there"):
        index_pages.page(site(record()), "<!-- planted -->", "docs/verification.md", "../")


@pytest.mark.parametrize(
    "shortcode",
    [
        "<!-- show strip gone -->",
        "<!-- show x invalid-model -->",
        "<!-- numbers 1 -->",
        "<!-- see -->",
    ],
)
def test_wrong_shortcodes_of_other_pages_are_named(shortcode):
    with pytest.raises(CatalogError, match=r"docs/a\.md, line 3"):
        index_pages.page(site(record()), shortcode, "docs/a.md", "", first_line=3)


def test_the_classes_that_explain_a_failure_are_linked():
    shown = index_pages.page(site(record()), "<!-- see invalid-model no-such -->", "docs/a.md", "../")
    assert '<a href="../playbooks/invalid-model/">' in shown
    assert "[no-such](playbooks/no-such.md)" in shown


# --- texts for older majors, other clients, records ------------------------------------------------------------------


def editions_of(*programs: Program) -> list[str]:
    return [editions.label(program) for program in editions.all_editions(programs)]


OLD = "import os\n\nimport httpx2\nfrom mistralai.client import Mistral\n"


def python(name: str, text: str, **fields: object) -> Program:
    made = program(name, text)
    return replace(made, package="mistralai", majors=(3, 2, 1), **fields)  # type: ignore[arg-type]


def test_a_text_for_an_older_major_has_a_tab_where_it_differs():
    assert editions_of(python("fixed.py", OLD)) == ["Python", "Python, SDK 2", "Python, SDK 1"]
    assert editions_of(python("fixed.py", "from mistralai.client import Mistral")) == ["Python", "Python, SDK 1"]
    assert editions_of(python("fixed.py", "import os")) == ["Python"]
    assert editions_of(python("fixed.py", OLD, renamed=False)) == ["Python"]
    assert editions_of(replace(python("fixed.py", OLD), majors=(3, 2))) == ["Python", "Python, SDK 2"]


def test_older_majors_come_last():
    openai = replace(python("fixed.openai.py", "import openai"), package="openai", majors=())
    assert editions_of(openai, python("fixed.py", OLD)) == ["Python", "OpenAI SDK", "Python, SDK 2", "Python, SDK 1"]


def test_a_pair_is_shown_for_a_major_only_where_the_broken_program_is_broken():
    broken, fixed = python("broken.py", "import mistralai\n", renamed=False, works_on=(1,)), python("fixed.py", OLD)
    shown = {one.label: bool(one.broken) for one in card.editions_of([broken, fixed])}
    assert shown == {"Python": True, "Python, SDK 2": True, "Python, SDK 1": False}
    html = card.card("k", [broken, fixed], record(), Results(), "")
    assert "On this version, the broken program works." in html


def test_a_newer_release_that_nothing_ran_on_is_said():
    rows = (row(TWO[1]),)
    assert "3.8.0 not run yet" in proof.line(TWO[1], Results(rows, {"mistralai": "3.8.0"}), "")[0]
    assert "not run yet" not in proof.line(TWO[1], Results(rows, {"mistralai": "3.7.0"}), "")[0]
    older = python("fixed.py", "import mistralai.client").on(1)
    assert "not run yet" not in proof.line(older, Results((row(older),), {"mistralai": "3.8.0"}), "")[0]


def test_why_a_major_is_left_out_is_said():
    fixed = replace(python("fixed.py", "x"), majors=(3, 2), reason="`n` is not in SDK 1")
    said = proof.line(fixed, Results((row(fixed),)), "")[0]
    assert "not on SDK 1: <code>n</code> is not in SDK 1" in said
    assert "SDK 1</td><td>snippets/invalid-model/fixed.py</td>" in run_pages.exemptions([fixed])


def test_every_run_that_speaks_for_a_published_text_is_in_the_table_and_has_a_record():
    fixed = python("fixed.py", "from mistralai.client import Mistral")
    rows = (
        row(fixed),
        row(fixed, version="2.10.1"),
        row(fixed.on(1), version="1.12.4", output="one"),
        row(fixed, version="1.12.4", sha256="0" * 64),
    )
    standing = run_pages.valid_rows([fixed], Results(rows))
    assert [one.version for one in standing] == ["3.7.0", "2.10.1", "1.12.4"]
    page = run_pages.page(record(), [fixed], Results(rows))
    for one in standing:
        assert f"{{#{proof.anchor(one)}}}" in page
        assert proof.record(one) == f"verification/invalid-model/#{proof.anchor(one)}"
    assert "<samp>one</samp>" in page


def test_a_badge_says_what_is_proven_and_loads_nothing():
    from xml.etree import ElementTree

    rows = Results((row(TWO[0]), row(TWO[1])))
    image = badge.svg("fix: invalid-model", proof.tally(TWO, rows))
    assert ElementTree.fromstring(image).attrib["aria-label"] == "fix: invalid-model: 2 of 2 verified, 23 Nov 2026"
    assert "#17653a" in image
    assert re.findall(r"https?://[^\"]+", image) == ["http://www.w3.org/2000/svg"]
    assert "not verified" in badge.svg("x & y", proof.tally(TWO, Results()))
