"""A small site in a temporary folder, for MkDocs with the real mkdocs.yml, hook and theme."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

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


class SmallSite:
    """A site of one class with eight programs, in a folder. `src` and the other pages are links to the real ones."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.results_file = folder / "docs/results/invalid-model.json"
        (folder / "docs/playbooks").mkdir(parents=True)
        self.results_file.parent.mkdir()
        # The reference, the pages of frameworks and the answers to questions need the programs of the whole site.
        config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        config = re.sub(
            r"^ +- (?:Reference:|reference/.*|Frameworks:|.*: frameworks/.*|Questions: faq\.md)\n",
            "",
            config,
            flags=re.M,
        )
        (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
        os.symlink(ROOT / "src", folder / "src")
        (folder / "tests").mkdir()
        os.symlink(ROOT / "tests/mutations", folder / "tests/mutations")
        for path in (ROOT / "docs").iterdir():
            if path.name not in ("playbooks", "labs", "results", "reference", "frameworks", "faq.md"):
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

    def build(self, mode: str = "--no-strict") -> subprocess.CompletedProcess[str]:
        """Builds the site, by default not strictly, because links to the pages that are left out lead nowhere."""
        config, out = self.root / "mkdocs.yml", self.root / "site"
        command = [sys.executable, "-m", "mkdocs", "build", "-q", mode, "-f", str(config), "-d", str(out)]
        return subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, timeout=500)
