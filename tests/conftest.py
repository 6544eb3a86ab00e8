"""What every test may rely on: no proxy, no key, no colour from the machine that runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import hypothesis
import pytest

pytest.register_assert_rewrite("helpers")

from helpers import dealing, installs  # noqa: E402  (their asserts are rewritten too)
from helpers.machine import ROOT  # noqa: E402

if TYPE_CHECKING:
    from mistral_playbooks.gateway.certificates import Authority
    from mistral_playbooks.support.loop_thread import LoopThread

# How long an example takes says something about the machine and what else runs on it, not about the example. A commit
# has the same examples wherever it is tested; others come with `--hypothesis-profile=random`.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.register_profile("random", deadline=None, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("same")

_LEAKS = re.compile(r"(HTTPS?|ALL|NO)_PROXY|MISTRAL_.*|NODE_(OPTIONS|USE_ENV_PROXY)|(NO|FORCE)_COLOR", re.IGNORECASE)
# Before anything is imported: SDKs and servers read these when they are made, also for 127.0.0.1.
for _name in [name for name in os.environ if _LEAKS.fullmatch(name)]:
    del os.environ[_name]
# A shell's `&` makes its programs, and theirs, ignore an interrupt. Tests interrupt programs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _mend_pytest_examples() -> None:
    """pytest-examples 0.0.18 forges frames with `co_lnotab` where CPython 3.11 wants `co_linetable`.

    Unmended, an example that raises ends the whole run with an INTERNALERROR instead of a failed test.
    """
    if sys.version_info[:2] != (3, 11):
        return
    import pytest_examples.run_code as run_code
    import pytest_examples.traceback as broken

    source = Path(broken.__file__).read_text(encoding="utf-8").replace("co_lnotab", "co_linetable")
    mended = ModuleType(broken.__name__)
    mended.__file__, mended.__package__ = broken.__file__, broken.__package__
    exec(compile(source, broken.__file__, "exec"), mended.__dict__)
    run_code.__dict__["create_example_traceback"] = mended.create_example_traceback


_mend_pytest_examples()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that hands the tests out, not one that runs them
        from helpers.watchdog import made

        config.pluginmanager.register(made(), "watch")


@pytest.hookimpl(tryfirst=True)  # before `-m` selects
def pytest_xdist_auto_num_workers() -> int:
    """Two for each processor, because many tests wait for a program that they started."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts long tests first, and marks what needs a browser or a package registry, by the fixtures it uses."""
    items[:] = dealing.long_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
        if fixtures & set(installs.INSTALLS):
            item.add_marker("network")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Installs what the chosen tests need, which no time limit of a test is meant for."""
    if session.config.option.collectonly:
        return
    needed = {name for item in session.items for name in getattr(item, "fixturenames", ())}
    wanted = [install for name, install in installs.INSTALLS.items() if name in needed]
    first = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])  # each process begins with another one
    for at in range(len(wanted)):
        with suppress(Exception):  # it fails again in the fixture, where it is reported
            wanted[(first + at) % len(wanted)]()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    """An authority for gateways."""
    from mistral_playbooks.gateway.certificates import Authority

    with Authority() as made:
        yield made


@pytest.fixture(scope="module")
def background() -> Iterator[LoopThread]:
    """An event loop in a thread."""
    from mistral_playbooks.support.loop_thread import LoopThread

    with LoopThread() as made:
        yield made


@pytest.fixture(scope="session")
def environments() -> Path:
    """The folder of the environments of all SDKs, made and filled."""
    return installs.environments()


@pytest.fixture(scope="session")
def tools() -> Path:
    """`node_modules` of the checkers in tests/tools."""
    return installs.tools()


@pytest.fixture(scope="session")
def older_sdks() -> dict[str, Path]:
    """The majors of Mistral's SDKs that no published program runs on: name → interpreter or folder."""
    return installs.older_sdks()


@pytest.fixture
def checkout(tmp_path: Path, environments: Path) -> Path:
    """A copy of what the commands for a checkout read: small enough to change at will."""
    from helpers.checkouts import copy

    return copy(tmp_path / "checkout")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site as `mkdocs build --strict` builds it, without verification: built once for all processes."""
    from mistral_playbooks.site import build
    from mistral_playbooks.support.lock import locked

    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent  # the folder that the processes of this run have in common
    target, built = shared / "site", shared / "site.log"
    with locked(shared / "site.lock"):
        if not built.exists():
            command = build.mkdocs("build", "--strict", "--quiet", "--site-dir", str(target), folder=ROOT)
            environment = build.site_environment()
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            built.write_text(done.stdout + done.stderr if done.returncode else "", encoding="utf-8")
    assert not (log := built.read_text(encoding="utf-8")), log
    return target
