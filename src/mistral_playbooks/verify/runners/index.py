"""A package index on disk, so that pip resolves real names, versions and requirements without a network.

Its wheels have no content but their metadata.
"""

from __future__ import annotations

import html
import re
import tomllib
import zipfile
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("index.toml")
_EXTRA = re.compile(r"""\bextra == ["']([\w-]+)""")


@cache
def _releases() -> dict[str, list[str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def write(folder: Path) -> str:
    """Writes the index into a folder, unless the folder exists. Returns its URL."""
    if not folder.is_dir():
        pages: dict[str, str] = {}
        for release, (python, *requirements) in _releases().items():
            name, _, version = release.partition(" ")
            if not version:  # no such package: a file URL has no 404, and pip warns of a missing folder
                (folder / name).mkdir(parents=True)
                pages[name] = ""
                continue
            wheel = folder / name / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
            wheel.parent.mkdir(parents=True, exist_ok=True)
            _write_wheel(wheel, name, version, python, requirements)
            link = f'<a href="{wheel.name}" data-requires-python="{html.escape(python)}">{wheel.name}</a>\n'
            pages[name] = pages.get(name, "<!DOCTYPE html>\n") + link
        for name, page in pages.items():
            (folder / name / "index.html").write_text(page, encoding="utf-8")
    return folder.resolve().as_uri()


def _write_wheel(wheel: Path, name: str, version: str, python: str, requirements: list[str]) -> None:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Python: {python}"] if python else []
    lines += [f"Provides-Extra: {one}" for one in sorted(set(_EXTRA.findall("\n".join(requirements))))]
    lines += [f"Requires-Dist: {one}" for one in requirements]
    about = f"{name.replace('-', '_')}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr(f"{about}/METADATA", "\n".join(lines) + "\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
