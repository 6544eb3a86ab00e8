"""Measures the site's build with its hook, and of the same pages with plain Material and no hook."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import capture
import measured
import yaml
from mkdocs.utils.yaml import yaml_load

_CONFIG = "mkdocs.yml"
_QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def _build(folder: Path, env: Mapping[str, str]) -> measured.Run:
    """Builds `folder`/mkdocs.yml into `folder`/site. Raises SystemExit if that fails."""
    done = measured.module(
        ["mkdocs", "build", "--quiet", "--clean", "--config-file", str(folder / _CONFIG)], folder, {**env, **_QUIET}
    )
    if done.status:
        raise SystemExit(f"{folder.name} was not built:\n{done.stderr}")
    return done


def prepare(folder: Path, env: Mapping[str, str]) -> Path:
    """Creates a folder beside a copy of the checkout, with the same pages for plain Material, and returns it.

    Extensions, plugins, features, navigation, front matter and files are the same, but there is no hook and no custom
    template. Neither build runs the labs, because their time is not the site's. Both folders are ready to build.
    """
    plain = folder.with_name("plain")
    with (folder / _CONFIG).open(encoding="utf-8") as file:
        ours = yaml_load(file)
    for plugin in ours["plugins"]:
        if "mkdocs-jupyter" in plugin:
            plugin["mkdocs-jupyter"] |= {"execute": False, "cache": False}

    def write(where: Path, config: Mapping[str, object]) -> None:
        (where / _CONFIG).write_text(yaml.safe_dump(dict(config), sort_keys=False), encoding="utf-8")

    write(folder, ours | {"hooks": [*ours["hooks"], str(Path(capture.__file__).resolve())]})
    _build(folder, {**env, capture.FOLDER: str(plain)})
    write(folder, ours)
    theirs = {name: value for name, value in ours.items() if name not in ("hooks", "watch")}
    # the palette has an icon of the custom templates
    theirs["theme"] = {name: value for name, value in ours["theme"].items() if name not in ("custom_dir", "palette")}
    theirs["nav"] = yaml.safe_load((plain / "nav.yml").read_text(encoding="utf-8"))
    theirs["not_in_nav"] = "/verification/"
    write(plain, theirs)
    shutil.rmtree(plain / "docs" / Path(ours["theme"]["custom_dir"]).name, ignore_errors=True)
    return plain


def pages(folder: Path) -> set[str]:
    """Returns the pages of a built site."""
    return {path.relative_to(folder / "site").as_posix() for path in (folder / "site").rglob("*.html")}


def builds(folder: Path, env: Mapping[str, str], rounds: int) -> Iterator[tuple[measured.Run, measured.Run]]:
    """Yields builds alternately: (with the hook, plain Material). Raises SystemExit if their pages differ."""
    plain = prepare(folder, env)
    for number in range(rounds + 1):
        pair = _build(folder, env), _build(plain, env)
        if number:  # the first round fills caches
            yield pair
    if differing := pages(folder) ^ pages(plain):
        raise SystemExit(f"not the same pages: {', '.join(sorted(differing))}")
