"""Versions of agents and names for them. All of the public OpenAPI file of 2026-08-13; none was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...state.ids import stamp
from ...types import Answer, Call
from ...wire.envelope import dumps
from . import responses
from .agents import find

if TYPE_CHECKING:
    from ...api import Context


def index(context: Context, call: Call) -> Answer:
    """GET /v1/agents/{id}/versions, newest first."""
    from ...schemas.agents import VERSIONS_QUERY

    query = responses.query(call, VERSIONS_QUERY)
    if isinstance(query, Answer):
        return query
    agent = find(context, call, call.args[0])
    if isinstance(agent, Answer):
        return agent
    start = query.page * query.page_size
    return Answer(200, dumps([*reversed(agent.versions.values())][start : start + query.page_size]))


def show(context: Context, call: Call) -> Answer:
    """GET /v1/agents/{id}/versions/{version}; the version is a number or an alias."""
    agent = find(context, call, call.args[0])
    if isinstance(agent, Answer):
        return agent
    body = agent.version(call.args[1])
    return responses.not_found("Agent version", call.args[1]) if body is None else Answer(200, dumps(body))


def activate(context: Context, call: Call) -> Answer:
    """PATCH /v1/agents/{id}/version?version=: makes a version the current one."""
    from ...schemas.agents import VERSION_QUERY

    query = responses.query(call, VERSION_QUERY)
    if isinstance(query, Answer):
        return query
    agent = find(context, call, call.args[0])
    if isinstance(agent, Answer):
        return agent
    if str(query.version) not in agent.versions:
        return responses.not_found("Agent version", str(query.version))
    agent.current = str(query.version)
    return Answer(200, dumps(agent.body))


def name(context: Context, call: Call) -> Answer:
    """PUT /v1/agents/{id}/aliases?alias=&version=: names a version, or moves the name to it."""
    from ...schemas.agents import ALIAS_VERSION_QUERY

    query = responses.query(call, ALIAS_VERSION_QUERY)
    if isinstance(query, Answer):
        return query
    agent = find(context, call, call.args[0])
    if isinstance(agent, Answer):
        return agent
    if str(query.version) not in agent.versions:
        return responses.not_found("Agent version", str(query.version))
    before: dict[str, Any] = agent.aliases.get(query.alias, {})
    alias = {
        "alias": query.alias,
        "version": query.version,
        "created_at": before.get("created_at", stamp(call.now)),
        "updated_at": stamp(call.now),
    }
    agent.aliases[query.alias] = alias
    return Answer(200, dumps(alias))


def names(context: Context, call: Call) -> Answer:
    """GET /v1/agents/{id}/aliases."""
    agent = find(context, call, call.args[0])
    return agent if isinstance(agent, Answer) else Answer(200, dumps([*agent.aliases.values()]))


def forget(context: Context, call: Call) -> Answer:
    """DELETE /v1/agents/{id}/aliases?alias=."""
    from ...schemas.agents import ALIAS_QUERY

    query = responses.query(call, ALIAS_QUERY)
    if isinstance(query, Answer):
        return query
    agent = find(context, call, call.args[0])
    if isinstance(agent, Answer):
        return agent
    if agent.aliases.pop(query.alias, None) is None:
        return responses.not_found("Agent alias", query.alias)
    return Answer(204, b"")
