"""The pytest plugin: the fixture `mistral_mock`. See `mistral_playbooks.testing.MistralMock`.

pytest imports this module in every run of a project that has the package installed, so nothing but pytest is imported
here; the rest comes with the first test that uses the fixture.
"""

from __future__ import annotations

import sys
import typing

import pytest

if typing.TYPE_CHECKING:
    import pluggy

    from .testing import MistralMock

_OPTIONS = {"api_key": None, "limits": "none", "minute": 60.0, "seed": ""}
_MARKER = (
    "mistral_mock(api_key=None, limits='none', minute=60.0, seed=''): how the mocked Mistral API of `mistral_mock` "
    "behaves: the only key that it accepts, rate limits (none, free, paid or a JSON file), seconds of their minute, "
    "another seed for its answers."
)
_ALONE = (
    "The mark `mistral_mock` has no effect without the fixture `mistral_mock`: this test met no mock. Give it the "
    "fixture as an argument."
)
_MOCK = pytest.StashKey["MistralMock"]()
_TOLD = pytest.StashKey[int]()
"""How many stopped requests the test has failed for."""


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_unconfigure() -> None:
    """Ends the mock's thread, where a test has started it."""
    server = sys.modules.get("mistral_playbooks.testing.server")
    if server is not None:
        server.close()


@pytest.fixture
def mistral_mock(request: pytest.FixtureRequest) -> typing.Iterator[MistralMock]:
    """The mocked Mistral API. While a test has it, every client meets the mock at `*.mistral.ai`.

    `.fault("rate-limited", times=2)`, `.reply("…")`, `.requests`, `.findings`, `.assert_no_findings()`, `.url`.
    A request that would leave for the real host fails the test.
    """
    from .gateway.environment import KEY
    from .testing.fixture import start

    node = request.node
    options = _options(node)
    mock = start(node.nodeid, **options)
    with pytest.MonkeyPatch.context() as patch, mock._active():
        patch.setenv("MISTRAL_API_KEY", options["api_key"] or KEY)
        node.stash[_MOCK] = mock
        yield mock
    late = mock.stopped[node.stash.get(_TOLD, 0) :]
    if late:
        pytest.fail("\n".join(late), pytrace=False)


def _options(node: pytest.Item) -> dict[str, typing.Any]:
    """What the marks of a test say, the nearest first."""
    options = dict(_OPTIONS)
    for mark in reversed(list(node.iter_markers("mistral_mock"))):
        unknown = [*mark.args, *sorted(set(mark.kwargs) - set(_OPTIONS))]
        if unknown:
            names = ", ".join(f"{name}=" for name in _OPTIONS)
            raise pytest.UsageError(f"The mark `mistral_mock` does not take {unknown[0]!r}. It takes {names}.")
        options.update(mark.kwargs)
    key, minute, seed = options["api_key"], options["minute"], options["seed"]
    if not isinstance(minute, int | float) or isinstance(minute, bool) or not minute > 0:
        _refuse(f"minute= as a number of seconds above 0, not {minute!r}")
    if key is not None and not (isinstance(key, str) and key):
        _refuse(f"api_key= as a text, not {key!r}")
    if not isinstance(seed, str):
        _refuse(f"seed= as a text, not {seed!r}")
    return options


def _refuse(what: str) -> typing.NoReturn:
    raise pytest.UsageError(f"The mark `mistral_mock` takes {what}.")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> typing.Generator[None, pluggy.Result[None], None]:
    """Fails the test whose request was stopped, also where its program took no notice, and shows what was sent."""
    outcome = yield
    mock = item.stash.get(_MOCK, None)
    if mock is None:
        if outcome.exception is None and any(mark.name == "mistral_mock" for mark in item.own_markers):
            outcome.force_exception(pytest.fail.Exception(_ALONE, pytrace=False))
        return
    stopped = mock.stopped
    item.stash[_TOLD] = len(stopped)
    if stopped and (outcome.exception is None or isinstance(outcome.exception, pytest.skip.Exception)):
        outcome.force_exception(pytest.fail.Exception("\n".join(stopped), pytrace=False))
    if outcome.exception is not None:
        item.add_report_section("call", "mistral_mock", mock.summary())
