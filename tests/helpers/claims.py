"""What would make a proof say more than it may: a needless exemption, an unfounded answer, an excused test."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mistral_playbooks.content import catalog, renames
from mistral_playbooks.content.programs import Program
from mistral_playbooks.site.checks import page
from mistral_playbooks.verify import scheduler
from mistral_playbooks.verify.runners.clients import Clients


def needless(found: list[Program], root: Path, read: catalog.Catalog) -> list[str]:
    """Programs whose header leaves a major out on which they do what they must, each with what to do."""
    left_out = [
        replace(program, text=renames.derive(program.text, major), major=major)
        for program in found
        if program.client.majors
        for major in program.excluded_majors
    ]
    with Clients(root) as clients:
        rows, unrunnable = scheduler.verify(left_out, root=root, catalog=read, clients=clients)
    assert not unrunnable, unrunnable[0].reason
    return [
        f"{row.file}: its header leaves SDK {row.major} out, on which it does what it must. Take that out"
        for row in rows
        if row.outcome == "passed"
    ]


def unfounded(read: catalog.Catalog, today: datetime.date) -> Iterator[str]:
    """Answers that rest on what no evidence of their page is, and evidence of a day that is none or has not come."""
    for playbook in read:
        yield from page.evidence(playbook, f"docs/playbooks/{playbook.slug}.md", today)


REASON = 12
"""Characters that a reason has at least."""
NEVER = {"pytest.mark.skip", "pytest.mark.xfail", "pytest.xfail", "unittest.skip", "unittest.expectedFailure"}


def excused(text: str) -> Iterator[str]:
    """Tests that do not run, or may fail, without a condition and a reason."""
    tree = ast.parse(text)
    conditional = {one for node in ast.walk(tree) if isinstance(node, ast.If) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (name := ast.unparse(node)) in NEVER:
            yield f"line {node.lineno}: `{name}` proves nothing. Mend the test, or take it out"
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "pytest.skip" and node not in conditional:
            yield f"line {node.lineno}: `pytest.skip` without a condition. Mend the test, or take it out"
        words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        computed = any(isinstance(one, ast.Name) for one in node.args[:1])
        excuse = name in ("pytest.mark.skipif", "pytest.importorskip", "pytest.skip")
        if excuse and not computed and max(map(len, words), default=0) < REASON:
            yield f"line {node.lineno}: `{name}` without a reason. Say what has to be there"
