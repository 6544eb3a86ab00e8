"""Where an error text comes from: this API, an unknown source, or clearly another one."""

from __future__ import annotations

from typing import Literal

from .expressions import expression
from .facts import Facts
from .rules import CLIENTS
from .text import lower

Origin = Literal["mistral", "short", "unknown", "foreign"]


def detect_origin(facts: Facts) -> Origin:
    """Returns where a text comes from.

    `mistral`: it mentions Mistral or its SDK, or has its answer format and names no other vendor's model. `foreign`: it
    mentions another host, vendor or package, and not Mistral. `short`: a short text with neither. `unknown`: a long
    text with neither.
    """
    if expression("mistral").search(facts.text.folded):
        return "mistral"
    named = expression("requested_model").sub("", facts.text.folded)
    if expression("other_models").search(named):  # their servers answer in the same format
        return "foreign"
    if facts.mistral_shape:
        return "mistral"
    if facts.wrapped and not expression("gateways").search(facts.text.folded):
        return "foreign"
    if expression("vendors").search(named) or any(not expression("neutral_hosts").search(host) for host in facts.hosts):
        return "foreign"
    if raised_elsewhere(facts):
        return "foreign"
    if expression("generated").search(facts.text.folded):
        return "mistral"
    return "short" if len(facts.text.folded) <= 300 else "unknown"


def answered_elsewhere(facts: Facts) -> bool:
    """Whether a request for a model went to other hosts only, and none of this API's answers was passed on."""
    if not facts.called or facts.mistral_shape or expression("passed_on").search(facts.text.folded):
        return False
    return not any(expression("api_host").search(host) for host in (*facts.called, *facts.hosts))


def raised_elsewhere(facts: Facts) -> bool:
    """Whether the last exception, or without its name all packages of the traceback, belong to other software, or the
    text names another vendor.

    A text that names the API's host is about it, whatever raised the exception: Java's and .NET's own clients do.
    """
    if "api.mistral.ai" in facts.text.folded:
        return False
    if expression("others").search(facts.text.folded):
        return True
    if facts.modules:
        return lower(facts.modules[-1]) not in CLIENTS
    return bool(facts.packages) and CLIENTS.isdisjoint(facts.packages)
