"""Runs labs, the notebooks in `docs/labs/`, against the mock while the site is built.

Only the notebook's kernel gets the gateway's environment, through a separate kernelspec. The notebook's header
(jupytext percent) says which calls are refused:

    #   mistral_playbooks:
    #     description: text for search engines and the index
    #     limits: free
    #     faults:
    #       Portugal: rate-limited:1

A request whose body contains `Portugal` gets that fault. Each word has its own faults, so that no cell depends on the
number of requests in another one. A request without any of the words is answered as usual.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

import jupytext
from pydantic import BaseModel, ConfigDict, ValidationError

from ...content.catalog import Catalog
from ...gateway.certificates import Authority
from ...gateway.environment import KEY
from ...gateway.proxy import Gateway
from ...mock import Api, Exchange, Fault, FaultError, Request, Response, Settings, parse_fault
from ...support.errors import UserError
from ...support.loop_thread import LoopThread

KERNEL = "mistral-mock"
"""The kernelspec that the plugin is configured to use."""

_PROFILE = 'c = get_config()\nc.InteractiveShell.xmode = "Minimal"\nc.InteractiveShell.colors = "nocolor"\n'


class LabError(UserError):
    """A notebook is not a valid lab. The message names the file and what to do."""


class Header(BaseModel):
    """The settings of a notebook, under `mistral_playbooks` in its header."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    limits: Literal["none", "free", "paid"] = "none"
    faults: dict[str, str] = {}


def read(path: Path) -> tuple[Any, Header]:
    """Returns a notebook (nbformat) and its settings. Raises LabError if the settings are invalid."""
    notebook = jupytext.read(path)
    try:
        header = Header.model_validate(notebook.metadata.get("mistral_playbooks", {}))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(("mistral_playbooks", *map(str, first["loc"])))
        raise LabError(
            f"{_name(path)}: header, key `{key}`: {first['msg']}. See src/mistral_playbooks/site/labs/run.py."
        ) from None
    return notebook, header


def _name(path: Path) -> str:
    return f"docs/labs/{path.name}"


class LabApi(Api):
    """The mocked API of one lab. A request that contains a word of the header gets that word's faults."""

    def __init__(self, limits: str, faults: Mapping[str, Fault], catalog: Catalog) -> None:
        settings = Settings(api_key=KEY, limits=limits)
        super().__init__(settings, catalog=catalog)
        self._faulty = [(word.encode(), Api(settings, [fault], catalog)) for word, fault in faults.items()]
        for _, api in self._faulty:
            api.journal = self.journal  # one journal, in order of arrival

    def handle(self, request: Request) -> tuple[Response, Exchange]:
        """Like `Api.handle`."""
        for word, api in self._faulty:
            if word in request.body:
                return api.handle(request)
        return super().handle(request)


class LabKernel:
    """A gateway, and a kernelspec whose kernel reaches the mock through it. A context manager; or call `close`.

    While it is open, JUPYTER_PATH includes the kernelspec. Nothing else in this process changes.
    """

    def __init__(self) -> None:
        with ExitStack() as stack:
            authority = stack.enter_context(Authority())
            background = stack.enter_context(LoopThread())
            self._gateway = stack.enter_context(Gateway(Api(Settings(api_key=KEY)), authority, background))
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mistral-playbooks-lab-")))
            self._write(folder)
            before = os.environ.get("JUPYTER_PATH")
            stack.callback(_set, "JUPYTER_PATH", before)
            _set("JUPYTER_PATH", os.pathsep.join(filter(None, (str(folder), before))))
            self._stack = stack.pop_all()

    def __enter__(self) -> LabKernel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops the gateway, removes the kernelspec, and restores JUPYTER_PATH."""
        self._stack.close()

    def _write(self, folder: Path) -> None:
        profile = folder / "ipython" / "profile_default"
        profile.mkdir(parents=True)
        (profile / "ipython_kernel_config.py").write_text(_PROFILE, encoding="utf-8")
        child = self._gateway.environment(os.environ)
        # A kernel inherits this process's environment. So set only what differs, and empty what it must not see.
        differing = {name: value for name, value in child.items() if os.environ.get(name) != value}
        removed = {name: "" for name in os.environ if name not in child}
        own = {"IPYTHONDIR": str(profile.parent), "NO_COLOR": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        spec = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR", "-f", "{connection_file}"],
            "display_name": "Python, against the mocked Mistral API",
            "language": "python",
            "env": {**removed, **differing, **own},
        }
        kernel = folder / "kernels" / KERNEL
        kernel.mkdir(parents=True)
        (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")

    def load(self, path: Path, catalog: Catalog) -> LabApi:
        """Creates the mock for the next notebook. Raises LabError if its header is invalid."""
        _, header = read(path)
        try:
            faults = {word: parse_fault(text, catalog) for word, text in header.faults.items()}
        except FaultError as error:
            raise LabError(f"{_name(path)}: header, key `mistral_playbooks.faults`: {error}") from None
        api = LabApi(header.limits, faults, catalog)
        self._gateway.api = api
        return api


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
