"""The site's own scripts as they are published: the same programs as their sources."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from rjsmin import jsmin

from helpers.machine import ROOT
from mistral_playbooks.verify.runners import node

_SEARCH = ROOT / "src/mistral_playbooks/site/search"
SOURCES = [
    *sorted(ROOT.glob("docs/assets/js/**/*.js")),
    *(_SEARCH / f"{name}.js" for name in ("answers", "language", "words")),
]
_COMPARE = """
const { parseAst } = require("module").createRequire(process.argv[1] + "/")("rollup/parseAst")
const bare = (text) => JSON.stringify(parseAst(text), (key, value) => (key === "start" || key === "end" ? 0 : value))
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(pairs.map(([one, two]) => bare(one) === bare(two))))
"""


def same(tools: Path, pairs: list[tuple[str, str]]) -> list[bool]:
    """Whether the two scripts of each pair have the same syntax tree."""
    command = [str(node.executable()), "-e", _COMPARE, str(tools)]
    done = subprocess.run(command, input=json.dumps(pairs), capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def test_a_published_script_is_the_program_of_its_source(tools: Path) -> None:
    """The library that takes out comments and white space takes spaces out of a template within a template, too."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    told = dict(
        zip((path.name for path in SOURCES), same(tools, [(one, str(jsmin(one))) for one in texts]), strict=True)
    )
    assert len(told) > 15
    assert [name for name, alike in told.items() if not alike] == []


def test_a_lost_space_is_noticed(tools: Path) -> None:
    nested = "const said = `a ${b ? `, ${c} ms in all` : ''}`"
    assert same(tools, [(nested, str(jsmin(nested))), (nested, f"/* said */ {nested}")]) == [False, True]
