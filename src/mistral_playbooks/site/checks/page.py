"""What a playbook's page must have besides programs that do what they must: `verify SLUG` names what is missing.

Each check yields sentences that begin with a file. The tests run the same checks on all pages.
"""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from markdown.extensions.toc import slugify

from ...content import front_matter
from ...content.catalog import Catalog, CatalogError, Playbook
from ...content.programs import Program
from ...diagnosis import diagnose
from ...mock.faults.library import Library
from ...verify import checkout as repository
from .. import playbook_page, sections
from ..addresses import published
from ..playbook_page import Site
from ..proof import Results

TODO = "TODO"
PROSE = 25
"""Words that a cause needs in its section, besides programs and tables of results."""
LAST_SECTION = "## In your own code"
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\]\(([^)\s:#]*\.md|)(?:#([\w-]+))?\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r"\{#([\w-]+)[ }]|\sid=\"([\w-]+)\"")
_NOT_KEPT = re.compile(
    r"127\.0\.0\.1|localhost|# \(1\)|mistral_playbooks|#>"
    r"|server_url(?!=\"https://api\.mistral\.ai\b)|serverURL(?!: \"https://api\.mistral\.ai\b)"
)
"""What a reader would have to take out of a program. The API's own address may be its subject."""


def read(root: Path, slugs: Sequence[str] = ()) -> Site:
    """Returns what the pages of these slugs, or all pages, are made of."""
    checkout = repository.read(root, slugs)
    results = Results(tuple(checkout.rows))
    includes = playbook_page.read_includes(root / "docs")
    return Site(checkout.catalog, tuple(checkout.programs), results, includes=includes)


def find(site: Site, root: Path, slug: str) -> list[str]:
    """Returns what is wrong with a page, in the order in which an author would put it right."""
    playbook, file = site.catalog.playbooks[slug], f"docs/playbooks/{slug}.md"
    text = (root / file).read_text(encoding="utf-8")
    _, body = front_matter.split(text, file)
    programs = site.of(slug)
    return [
        *left_to_write(file, text, programs),
        *written(site, root, playbook, file, text, body),
        *sections_of(playbook, file, body),
        *regression_test(site, playbook, file),
        *patience(playbook, file),
        *evidence(playbook, file, datetime.datetime.now(datetime.UTC).date()),
        *tells(playbook, file),
        *rows(site.catalog, slug),
        *found_again(site.catalog, playbook, file),
        *(f"{program.file}: {said}" for program in programs for said in kept(program)),
        *lint(root, slug),
    ]


def left_to_write(file: str, text: str, programs: Sequence[Program]) -> Iterator[str]:
    """Places that still say TODO."""
    for name, content in [(file, text), *((program.file, program.text) for program in programs)]:
        lines = [str(number) for number, line in enumerate(content.splitlines(), 1) if TODO in line]
        if len(lines) == 1:
            yield f"{name}: 1 place still says {TODO}, in line {lines[0]}."
        elif lines:
            yield f"{name}: {len(lines)} places still say {TODO}, in lines {', '.join(lines)}."


def written(site: Site, root: Path, playbook: Playbook, file: str, text: str, body: str) -> Iterator[str]:
    """Shortcodes that cannot be replaced, programs that the page does not show, causes without their anchor."""
    roles = {program.role for program in site.of(playbook.slug)}
    if "fixed" not in roles and (playbook.response or "tell" not in roles):
        yield f"{file}: no fixed program is in snippets/{playbook.slug}/. Add broken.py and fixed.py."
    try:
        page = playbook_page.playbook(site, playbook.slug, body, text.count("\n") - body.count("\n") + 1)
    except CatalogError as error:
        yield str(error)
        yield from links(root, file, text, _anchors(root, root / file))
        return
    ids = _ids(page)
    for cause in playbook.causes:
        yield from playbook_page.anchor_problems(playbook, cause, ids)
    yield from links(root, file, text, [*ids, *_of_titles(page)])


def links(root: Path, file: str, text: str, ids: Sequence[str]) -> Iterator[str]:
    """Links to pages and playbooks' anchors that do not exist. `ids` are those of the page itself; `build` checks the
    anchors of all other pages, whose rows are generated."""
    prose = _FENCED.sub(lambda code: "\n" * code[0].count("\n"), text)
    for number, line in enumerate(prose.split("\n"), 1):
        for path, anchor in _LINK.findall(_CODE.sub("", line)):
            target, where = (root / file).parent / path, f"{file}, line {number}"
            if path and not target.is_file():
                near = get_close_matches(target.name, [one.name for one in target.parent.glob("*.md")], n=1)
                hint = f"Did you mean `{near[0]}`?" if near else "Name a Markdown file in docs/."
                yield f"{where}: there is no page `{path}`. {hint}"
            elif anchor and "/" not in path:
                known = _anchors(root, target) if path else ids
                if anchor not in known:
                    near = get_close_matches(anchor, known, n=1)
                    hint = f"Did you mean `#{near[0]}`?" if near else f"Its anchors: {', '.join(sorted(set(known)))}."
                    yield f"{where}: the page has no anchor `#{anchor}`. {hint}"


def _anchors(root: Path, page: Path) -> list[str]:
    """The anchors of a playbook: in its Markdown, and those that were published, which all stay."""
    known = published.read(root) if (root / published.LIST).is_file() else []
    mark = f"/playbooks/{page.stem}/#"
    text = page.read_text(encoding="utf-8")
    return [*_ids(text), *_of_titles(text), *(one.removeprefix(mark) for one in known if one.startswith(mark))]


def _ids(markdown: str) -> list[str]:
    """The ids that are written in Markdown."""
    return [one or other for one, other in _ID.findall(_FENCED.sub("", markdown))]


def _of_titles(markdown: str) -> list[str]:
    """The ids that headings without one get."""
    titles = re.findall(r"^#+ +([^{\n]*)$", _FENCED.sub("", markdown), flags=re.MULTILINE)
    return [slugify(title, "-") for title in titles]


def sections_of(playbook: Playbook, file: str, body: str) -> Iterator[str]:
    """Sections that are missing or thin."""
    prose = _COMMENT.sub("", _FENCED.sub("", body))
    parts = re.split(r"^(?=#{2,3} )", prose, flags=re.MULTILINE)[1:]
    first = playbook.causes[0].id
    if not parts or _id_of(parts[0]) in {one.id for one in playbook.causes[1:]}:
        yield f"{file}: the page does not say why `{first}` happens. Begin with `## Why it happens`."
    elif (count := len(parts[0].split())) < PROSE:
        yield f"{file}: the first section has {count} words. Say in {PROSE} or more why `{first}` happens."
    for cause in playbook.causes[1:]:
        part = next((part for part in parts if _id_of(part) == cause.id), None)
        if part is not None and (count := len(part.split())) < PROSE:
            yield f"{file}: the section of `{cause.id}` has {count} words. Say in {PROSE} or more why it happens."
    if not any(part.startswith(LAST_SECTION) for part in parts):
        yield f"{file}: the section `{LAST_SECTION}` is missing. Say what every program should do about this error."


def _id_of(part: str) -> str | None:
    match = re.match(r"#+ [^\n]*\{#([\w-]+)", part)
    return match[1] if match else None


def regression_test(site: Site, playbook: Playbook, file: str) -> Iterator[str]:
    """A class that the server can cause, without a test that keeps it fixed."""
    programs = site.of(playbook.slug, playbook.causes[0].id)
    if playbook.response is not None and sections.regression_test_of(playbook, programs, site.results) is None:
        yield (
            f"{file}: the broken programs do not send the request that fails yet. Send it, and remove `runs`. If "
            "waiting helps, or the fix is outside the program, choose another `retry`."
        )


def patience(playbook: Playbook, file: str) -> Iterator[str]:
    """A class that passes by itself, without a bound for its fixes."""
    if playbook.retry == "with-backoff" and playbook.patience is None:
        yield f"{file}: `patience` is missing. Write how many seconds the waits of a fix add up to before it gives up."


def evidence(playbook: Playbook, file: str, today: datetime.date) -> Iterator[str]:
    """Answers without evidence of their kind, and evidence of a day that does not exist or has not come."""
    kinds = {one.kind for one in playbook.evidence}
    for cause in playbook.causes:
        reply = playbook.response_of(cause.id)
        if reply and reply.basis not in kinds:
            based = f"the answer of `{cause.id}` is based on `{reply.basis}`"
            yield f"{file}: {based}, but no evidence is of that kind. Add it."
    for one in playbook.evidence:
        try:
            seen = datetime.date.fromisoformat(one.seen if len(one.seen) > 7 else f"{one.seen}-01")
        except ValueError:
            yield f"{file}: {one.url}: there is no day {one.seen}. Correct it."
            continue
        if seen > today + datetime.timedelta(days=1):  # a clock may be a little fast
            yield f"{file}: {one.url}: {one.seen} is in the future. Write the day of the source."


def tells(playbook: Playbook, file: str) -> Iterator[str]:
    """Observations that end like a sentence, although they are labels."""
    given = {**{cause.id: cause.tell for cause in playbook.causes}, **playbook.elsewhere}
    for name, tell in given.items():
        if tell.endswith("."):
            yield f"{file}: the `tell` of `{name}` ends with a full stop. Remove it."


def rows(catalog: Catalog, slug: str) -> Iterator[str]:
    """Rows of faults.json that the page has replaced."""
    return (said for said in Library(catalog).obsolete() if f"`{slug}/" in said)


def found_again(catalog: Catalog, playbook: Playbook, file: str) -> Iterator[str]:
    """Answers, codes and a slug that do not lead a reader to this page."""
    fitting = {playbook.slug, *playbook.same_text}
    for cause in playbook.causes:
        reply = playbook.response_of(cause.id)
        if not reply or not reply.body or not reply.status or reply.status < 400:
            continue
        text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        matches = diagnose(f"SDKError: API error occurred: Status {reply.status}. Body: {text}", catalog)
        if not matches or matches[0].slug not in fitting:
            other = f"`{matches[0].slug}`" if matches else "no class"
            yield f"{file}: the answer of `{cause.id}` is diagnosed as {other}. Add a signature, or `same_text`."
    if [match.slug for match in diagnose(playbook.slug, catalog)] != [playbook.slug]:
        yield f"{file}: `mistral-playbooks explain {playbook.slug}` does not lead to this page alone. Rename the class."
    # A status that several pages have is left to those that have no other.
    statuses = playbook.statuses if len(playbook.statuses) == 1 else ()
    for key in (*playbook.codes, *map(str, statuses)):
        matches = diagnose(key, catalog, top=len(catalog.playbooks))
        if (matches or key in playbook.codes) and playbook.slug not in {match.slug for match in matches}:
            yield f"{file}: `mistral-playbooks explain {key}` does not lead to this page. Add a signature."


def kept(program: Program) -> Iterator[str]:
    """What keeps a reader from copying a program. What the page allows it is its subject."""
    for word in dict.fromkeys(_NOT_KEPT.findall(program.text)):
        if not any(word in what for what in program.allows):
            yield f"`{word}` is not for readers. Take it out."
    lines = program.text.splitlines()
    if not 3 <= len(lines) <= 60:
        yield f"it has {len(lines)} lines. Show one complete program, of 60 lines at most."
    if (longest := max(map(len, lines), default=0)) > 100:
        yield f"a line has {longest} characters. Break it before 100."


def lint(root: Path, slug: str = "") -> list[str]:
    """What ruff says about the Python programs of a class, or of all. Nothing if ruff is not installed."""
    if find_spec("ruff") is None:
        return []
    # `E402,F401`: a program about imports shows them where they fail; line length is the reader's comfort.
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "concise"]
    command += ["--ignore", "E402,F401", "--line-length", "100", f"snippets/{slug}"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout.splitlines() + done.stderr.splitlines()
