"""The pytest plugin: the fixture `mistral_mock`. See `mistral_playbooks.testing.MistralMock`.

pytest imports this module in every run of a project that has the package installed. So only pytest is imported here;
everything else is imported by the first test that uses the fixture.
"""

from __future__ import annotations

import sys
import typing

import pytest

if typing.TYPE_CHECKING:
    import pluggy

    from .testing import MistralMock

_OPTIONS = {
    "api_key": None,
    "limits": "none",
    "minute": 60.0,
    "seed": "",
    "profile": "hosted",
    "every_tool": False,
    "agents": (),
}
_PROFILES = ("hosted", "self-hosted")
_MARKER = (
    "mistral_mock(api_key=None, limits='none', minute=60.0, seed='', profile='hosted', every_tool=False, agents=()): "
    "configure the fixture `mistral_mock`: the only accepted key, the rate limits (none, free, paid or a JSON file), "
    "the seconds in their minute, the seed for answers, whose rules for messages apply (hosted or self-hosted), "
    "whether the model calls every tool, and the ids of agents to begin with."
)
_MISSING_FIXTURE = (
    "The mark `mistral_mock` has no effect without the fixture `mistral_mock`, so this test did not use the mock. Add "
    "the fixture as an argument."
)
_MOCK = pytest.StashKey["MistralMock"]()
_REPORTED = pytest.StashKey[int]()
"""The number of stopped requests that the test has reported."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the ini option."""
    parser.addini("mistral_explain", "Name the playbook of a test that fails with a Mistral error.", "bool", False)


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_unconfigure() -> None:
    """Stops the mock's thread, if a test has started it."""
    server = sys.modules.get("mistral_playbooks.testing.server")
    if server is not None:
        server.close()


@pytest.fixture
def mistral_mock(request: pytest.FixtureRequest) -> typing.Iterator[MistralMock]:
    """The mocked Mistral API. While a test uses it, every client reaches the mock at `*.mistral.ai`.

    `.fault("rate-limited", times=2)`, `.reply("…")`, `.requests`, `.findings`, `.assert_no_findings()`, `.url`.
    A request to the real host is stopped and fails the test.
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
    late = mock.stopped[node.stash.get(_REPORTED, 0) :]
    if late:
        pytest.fail("\n".join(late), pytrace=False)


def _options(node: pytest.Item) -> dict[str, typing.Any]:
    """Returns the options from a test's marks. The closest mark wins."""
    options = dict(_OPTIONS)
    for mark in reversed(list(node.iter_markers("mistral_mock"))):
        unknown = [*mark.args, *sorted(set(mark.kwargs) - set(_OPTIONS))]
        if unknown:
            names = ", ".join(f"{name}=" for name in _OPTIONS)
            raise pytest.UsageError(f"The mark `mistral_mock` does not take {unknown[0]!r}. It takes {names}.")
        options.update(mark.kwargs)
    key, minute, seed = options["api_key"], options["minute"], options["seed"]
    if not isinstance(minute, int | float) or isinstance(minute, bool) or not minute > 0:
        raise pytest.UsageError(
            f"The mark `mistral_mock` takes minute= as a number of seconds above 0, not {minute!r}."
        )
    if key is not None and not (isinstance(key, str) and key):
        raise pytest.UsageError(f"The mark `mistral_mock` takes api_key= as a non-empty string, not {key!r}.")
    if not isinstance(seed, str):
        raise pytest.UsageError(f"The mark `mistral_mock` takes seed= as a string, not {seed!r}.")
    if options["profile"] not in _PROFILES:
        names = " or ".join(map(repr, _PROFILES))
        raise pytest.UsageError(f"The mark `mistral_mock` takes profile= as {names}, not {options['profile']!r}.")
    if not isinstance(options["every_tool"], bool):
        raise pytest.UsageError(f"The mark `mistral_mock` takes every_tool= as True, not {options['every_tool']!r}.")
    agents = options["agents"]
    if not isinstance(agents, list | tuple) or not all(isinstance(one, str) for one in agents):
        raise pytest.UsageError(f"The mark `mistral_mock` takes agents= as a list of ids, not {agents!r}.")
    return options


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> typing.Generator[None, pluggy.Result[None], None]:
    """Fails a test whose request was stopped, even if the program ignored the error, and shows the requests."""
    outcome = yield
    mock = item.stash.get(_MOCK, None)
    if mock is None:
        if outcome.exception is None and any(mark.name == "mistral_mock" for mark in item.own_markers):
            outcome.force_exception(pytest.fail.Exception(_MISSING_FIXTURE, pytrace=False))
        return
    stopped = mock.stopped
    item.stash[_REPORTED] = len(stopped)
    if stopped and (outcome.exception is None or isinstance(outcome.exception, pytest.skip.Exception)):
        outcome.force_exception(pytest.fail.Exception("\n".join(stopped), pytrace=False))
    if outcome.exception is not None:
        item.add_report_section("call", "mistral_mock", mock.summary())


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> typing.Generator[None, pluggy.Result[pytest.TestReport], None]:
    """With `mistral_explain`, adds the playbook to the report of a test that fails with an error of the API."""
    outcome = yield
    if call.excinfo is None or not item.config.getini("mistral_explain"):
        return
    report = outcome.get_result()
    if report.failed:
        from .testing.failures import playbook_of

        if found := playbook_of(call.excinfo.value):
            report.sections.append(("Mistral API playbook", found))
