"""/v1/agents: create, list, get, update, delete.

Recorded: the body of an agent (2026-06-29), the empty 204 of a deletion (2026-06-29). The other answers follow the
public OpenAPI file of 2026-08-13, with comments where something was not observed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from ...model import builtin_tools
from ...schemas.agents import AgentsQuery, CreateAgentRequest, UpdateAgentRequest
from ...state.ids import Ids, stamp
from ...state.workspace import BoundedDict
from ...types import Answer, Call
from ...wire import bodies
from ...wire.envelope import dumps
from . import responses

if TYPE_CHECKING:
    from ...context import Context

_MODEL = "mistral-medium-latest"
"""The model of an agent that the settings name: the one in the docs' examples (2026-08-21)."""


@dataclass(slots=True)
class Agent:
    """An agent: the bodies of its versions by number. `last` is the number of the current, newest version.

    At most 100 versions are kept, and the oldest are dropped first. The API's limit is not published.
    """

    id: str
    versions: BoundedDict[dict[str, Any]] = field(default_factory=lambda: BoundedDict(100))
    last: int = 0

    @property
    def body(self) -> dict[str, Any]:
        """The current version."""
        return self.versions[str(self.last)]


def settings(body: dict[str, Any]) -> dict[str, Any]:
    """Returns the completion arguments of an agent or conversation that are not null."""
    return {name: value for name, value in body["completion_args"].items() if value is not None}


def find(context: Context, call: Call, id: str) -> Agent:
    """Returns the agent with this id in the key's workspace. Raises 404 (not observed for agents)."""
    found = context.workspace(call).agents.get(id)
    if found is None and id in context.settings.agents:
        # Made outside the program, in the console. Its settings are unknown, so it has none.
        found = _add(context, call, id, CreateAgentRequest(model=_MODEL, name="Agent"))
    if found is None:
        raise responses.not_found("Agent", id)
    return found


def find_version(agent: Agent, wanted: str | int | None) -> dict[str, Any]:
    """Returns the version with this number, the current one for None. Raises 404. Versions have no aliases, because the
    mock does not serve the endpoints that set them."""
    found = agent.body if wanted is None else agent.versions.get(str(wanted))
    if found is None:
        raise responses.not_found("Agent version", str(wanted))
    return found


def _check(context: Context, body: dict[str, Any]) -> None:
    """Refuses incompatible settings. Not observed at creation; reported for conversations that use them."""
    context.model(body["model"], "completion_chat")
    builtin_tools.check(body["tools"], body["completion_args"]["tool_choice"], body["model"])


def _to_body(request: CreateAgentRequest | UpdateAgentRequest) -> dict[str, Any]:
    sent = responses.plain(request)
    # Recorded: an empty list if no guardrails were sent.
    return {**sent, "guardrails": sent["guardrails"] or []}


def create(context: Context, call: Call, request: CreateAgentRequest) -> Answer:
    """POST /v1/agents."""
    call.model = request.model
    agent = _add(context, call, Ids(call.now, call.random).next("ag"), request)
    return Answer(200, dumps(agent.body), model=request.model)


def _add(context: Context, call: Call, id: str, request: CreateAgentRequest) -> Agent:
    sent = _to_body(request)
    message = sent.pop("version_message")
    _check(context, sent)
    body = {
        **sent,
        "object": "agent",
        "id": id,
        "version": 0,
        "versions": [],
        "created_at": stamp(call.now),
        "updated_at": stamp(call.now + 2e-6),
        "deployment_chat": False,
        "source": "api",
        "version_message": message,
    }
    agent = Agent(id)
    agent.versions["0"] = body
    context.workspace(call).agents[id] = agent
    return agent


def _matching(context: Context, call: Call, query: AgentsQuery) -> list[dict[str, Any]]:
    """Returns the current bodies that match a query, newest first (the order was not observed)."""

    def wanted(body: dict[str, Any]) -> bool:
        return (
            (query.deployment_chat is None or body["deployment_chat"] == query.deployment_chat)
            and (query.sources is None or body["source"] in query.sources)
            and (query.name is None or body["name"] == query.name)
            and (query.search is None or query.search.lower() in body["name"].lower() or query.search == body["id"])
            and (query.id is None or body["id"] == query.id)
            and has_metadata(body, query.metadata)
        )

    return [agent.body for agent in reversed(context.workspace(call).agents.values()) if wanted(agent.body)]


def has_metadata(body: dict[str, Any], metadata: dict[str, Any] | None) -> bool:
    """Whether the metadata of a body contains all these pairs. How the API compares them was not observed."""
    found = body["metadata"] or {}
    return all(name in found and found[name] == value for name, value in (metadata or {}).items())


def index(context: Context, call: Call) -> Answer:
    """GET /v1/agents: one page, as a bare list."""
    query = bodies.query(call, AgentsQuery)
    start = query.page * query.page_size
    return Answer(200, dumps(_matching(context, call, query)[start : start + query.page_size]))


def pages(context: Context, call: Call) -> Answer:
    """GET /v1/agents/pages: a page with a cursor, which in the mock is the id of the page's last agent."""
    query = bodies.query(call, AgentsQuery)
    found = _matching(context, call, query)
    ids = [body["id"] for body in found]
    start = ids.index(query.page_token) + 1 if query.page_token in ids else 0
    page = found[start : start + query.page_size]
    more = start + query.page_size < len(found)
    return Answer(
        200, dumps({"object": "list", "data": page, "next_page_token": page[-1]["id"] if more and page else None})
    )


def show(context: Context, call: Call) -> Answer:
    """GET /v1/agents/{id}: the current version, or the one in `?agent_version=`."""
    agent = find(context, call, call.args[0])
    wanted = parse_qs(call.request.query).get("agent_version", [None])[-1]
    return Answer(200, dumps(find_version(agent, wanted)))


def update(context: Context, call: Call, request: UpdateAgentRequest) -> Answer:
    """PATCH /v1/agents/{id}: creates a version with the sent fields, which becomes the current one (documented).

    `versions` lists the earlier versions: empty at creation (recorded), not observed after an update.
    """
    agent = find(context, call, call.args[0])
    sent = _to_body(request)
    fixed = {"model", "name", "deployment_chat"}  # null leaves these unchanged
    changed = {name: sent[name] for name in request.model_fields_set if sent[name] is not None or name not in fixed}
    number = agent.last + 1
    body = {
        **agent.body,
        **changed,
        "version": number,
        "versions": [int(one) for one in agent.versions],
        "updated_at": stamp(call.now),
        "version_message": sent["version_message"],
    }
    _check(context, body)
    call.model = body["model"]
    agent.versions[str(number)] = body
    agent.last = number
    return Answer(200, dumps(body), model=body["model"])


def delete(context: Context, call: Call) -> Answer:
    """DELETE /v1/agents/{id}: an empty 204 (recorded 2026-06-29)."""
    agent = find(context, call, call.args[0])
    del context.workspace(call).agents[agent.id]
    return Answer(204, b"")


def functions(tools: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Returns the tools that the caller runs. The API runs the others."""
    return [tool for tool in tools or () if tool["type"] == "function"]
