"""A small playbook by value, for the tests of what pages are made of."""

from __future__ import annotations

import re

from mistral_playbooks.content.catalog import Catalog, Playbook
from mistral_playbooks.content.programs import Program
from mistral_playbooks.site.playbook_page import Site
from mistral_playbooks.site.proof import Results
from mistral_playbooks.verify.results import Result

SLUG = "invalid-model"
BROKEN = 'import os\n\nmodel = "small"\nprint(model)'
FIXED = 'import os\n\nmodel = "small-latest"\nprint(model)'


def record(slug: str = SLUG, **given) -> Playbook:
    data = {
        "slug": slug,
        "title": "Invalid model",
        "summary": "The API serves no model with this `id`.",
        "category": "models",
        "statuses": (400,),
        "codes": ("1500",),
        "types": ("invalid_model",),
        "exceptions": ("SDKError",),
        "signatures": ("Invalid model: ", "/Invalid .*/"),
        "same_text": (),
        "retry": "after-change",
        "causes": ({"id": "unknown", "tell": "Not in the list.", "action": "Take one from the `list`."},),
        "evidence": ({"url": "https://www.example.com/a", "seen": "2026-04-21", "kind": "reported"},),
        "response": {"status": 400, "body": {"message": "no"}, "basis": "recorded"},
        "related": (),
    }
    return Playbook.from_dict(data | given)


def program(name: str, text: str, cause: str = "unknown", slug: str = SLUG) -> Program:
    language = {"py": "python", "ts": "typescript", "sh": "curl"}[name.rsplit(".", 1)[1]]
    return Program(slug, cause, re.split(r"[-.]", name)[0], language, f"snippets/{slug}/{name}", text)


def row(of: Program, **given) -> Result:
    data = {
        "slug": of.slug,
        "cause": of.cause,
        "file": of.file,
        "role": of.role,
        "sha256": of.sha256,
        "language": of.language,
        "sdk": "mistralai",
        "version": "3.7.0",
        "runtime": "python 3.11",
        "outcome": "passed",
        "output": "Mocked answer 4c1f\n",
        "exit": 0,
        "fault": None,
        "basis": "recorded",
        "reasons": (),
        "routes": (),
        "keeps_failing": None,
        "date": "2026-11-23",
        "mock": "m",
    }
    return Result(**(data | given))


TWO = (program("broken.py", BROKEN), program("fixed.py", FIXED))


def site(playbook: Playbook, programs=TWO, rows=(), others=()) -> Site:
    playbooks = {p.slug: p for p in (playbook, *others)}
    return Site(Catalog(playbooks=playbooks), tuple(programs), Results(tuple(rows)))
