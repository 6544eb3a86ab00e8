"""Compiles the playbooks to JSON for the wheel, so that `explain`, `show` and `mock` do not parse YAML or Markdown."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):
    """Adds `catalog.json` and `pages/<slug>.json` to a wheel's package. An editable install reads the Markdown.

    The site's address, if it is published, comes from the variable SITE_URL, as for the site itself.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from mistral_playbooks.content import catalog, pages

        records = replace(catalog.read(root / "docs" / "playbooks"), site=os.environ.get("SITE_URL", ""))
        files = {"catalog.json": records.to_json()}
        # Not in the folder of the wheel: a publisher takes all that lies there for a release's files.
        self.folder = tempfile.TemporaryDirectory(prefix="mistral-playbooks-compiled-")
        compiled = {playbook.slug: pages.read(root, playbook, older=True) for playbook in records}
        files |= {f"pages/{slug}.json": page.to_json() for slug, page in compiled.items()}
        for name, text in files.items():
            target = Path(self.folder.name) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            build_data["force_include"][str(target)] = f"mistral_playbooks/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.folder.cleanup()
