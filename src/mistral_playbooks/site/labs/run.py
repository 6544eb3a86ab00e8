"""Runs labs, the notebooks in `docs/labs/`, against the mock while the site is built.

A lab starts the mock in its first cell, as on a reader's machine. Its header (jupytext percent) says how it is found:

    #   mistral_playbooks:
    #     description: text for search engines, the box and the list of labs
    #     synonyms: [what people type]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jupytext
from pydantic import BaseModel, ConfigDict, ValidationError

from ...gateway.secrets import mask_secrets
from ...support.errors import UserError

KERNEL = "mistral-mock"
"""The kernelspec that the plugin is configured to use."""

_PROFILE = 'c = get_config()\nc.InteractiveShell.xmode = "Minimal"\nc.InteractiveShell.colors = "nocolor"\n'
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that does not exist, so that a cell without the mock reaches no host."""


class LabError(UserError):
    """A notebook is not a valid lab. The message names the file and what to do."""


class Header(BaseModel):
    """The settings of a notebook, under `mistral_playbooks` in its header."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    synonyms: tuple[str, ...] = ()


def read(path: Path) -> tuple[Any, Header]:
    """Returns a notebook (nbformat) and its settings. Raises LabError if the settings are invalid."""
    notebook = jupytext.read(path)
    try:
        header = Header.model_validate(notebook.metadata.get("mistral_playbooks", {}))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(("mistral_playbooks", *map(str, first["loc"])))
        raise LabError(
            f"docs/labs/{path.name}: header, key `{key}`: {first['msg']}. See src/mistral_playbooks/site/labs/run.py."
        ) from None
    return notebook, header


@contextmanager
def lab_kernel() -> Iterator[None]:
    """Provides a kernelspec whose kernel has no secret and reaches no host.

    Meanwhile, JUPYTER_PATH includes the kernelspec. Nothing else in this process changes.
    """
    with tempfile.TemporaryDirectory(prefix="mistral-playbooks-lab-") as folder:
        _write(Path(folder))
        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (folder, before)))
        try:
            yield
        finally:
            if before is None:
                del os.environ["JUPYTER_PATH"]
            else:
                os.environ["JUPYTER_PATH"] = before


def _write(folder: Path) -> None:
    profile = folder / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(_PROFILE, encoding="utf-8")
    # A kernel inherits this process's environment. So set only what differs, and empty what it must not see.
    child = {name: value for name, value in mask_secrets(os.environ).env.items() if not name.startswith("MISTRAL_")}
    differing = {name: value for name, value in child.items() if os.environ.get(name) != value}
    removed = {name: "" for name in os.environ if name not in child}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    own = {"IPYTHONDIR": str(profile.parent), "NO_COLOR": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"],
        "display_name": "Python, against the mocked Mistral API",
        "language": "python",
        "env": {**removed, **differing, **proxies, **own},
    }
    kernel = folder / "kernels" / KERNEL
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
