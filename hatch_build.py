"""Compiles the playbooks' front matter to JSON for the wheel, so that `explain` and `mock` do not parse YAML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):
    """Adds `mistral_playbooks/catalog.json` to a wheel. An editable install reads the Markdown directly."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from mistral_playbooks.content import catalog

        target = Path(self.directory) / "catalog.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(catalog.read(root / "docs" / "playbooks").to_json(), encoding="utf-8")
        build_data["force_include"][str(target)] = "mistral_playbooks/catalog.json"
