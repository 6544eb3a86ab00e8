"""The hosts that a program was refused, with the option that lets it reach them or plays them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..gateway.hosts import is_mistral
from ..gateway.isolation.allowed import AllowError, parse
from ..mock.faults.library import Library
from .session import Report

_MAX_HOSTS = 20
_ONLY = "under `run` a program reaches only the mocked API at https://api.mistral.ai"
_LOOPBACK = re.compile(r"(?:127\.[\d.]+|\[::1\]):\d+$")
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z][\w-]*", re.IGNORECASE)
"""A host whose address was looked up, so that its port is not known."""
_VENDORS = re.compile(
    r"(?:^|\.)(?:openai\.com|openai\.azure\.com|anthropic\.com|generativelanguage\.googleapis\.com|groq\.com|x\.ai"
    r"|cohere\.(?:com|ai)|deepseek\.com|openrouter\.ai|together\.(?:ai|xyz)|fireworks\.ai|perplexity\.ai)$",
    re.IGNORECASE,
)
_LOCAL = (
    "nothing listens there in the program's own network. If this is a server of yours outside, such as a database: "
    "--allow"
)


def refused(report: Report) -> Iterator[str]:
    """Yields each refused host and what to do, and how many more there were."""
    hosts = Counter(report.refused)
    for host, times in list(hosts.items())[:_MAX_HOSTS]:
        again = "" if times == 1 else f" ({times} times)"
        why = f"{_LOCAL} {host}" if report.isolated and _LOOPBACK.match(host) else f"{_ONLY}{_way_to(host)}"
        yield f"{host}{again}: {why}"
    if len(hosts) > _MAX_HOSTS:
        yield f"{len(hosts) - _MAX_HOSTS:,} more addresses: see --json"
    if report.lost:
        yield f"{report.lost:,} more that came too fast to be named"


def _way_to(host: str) -> str:
    """Returns the option that plays a refused host or lets the program reach it.

    A program that asks another vendor of models is told the base URL of this API instead.
    """
    name = host.rpartition(":")[0] or host
    if faults := Library().playing(name):
        return f". To play this host: --fault {faults[0]}"
    if _NAME.fullmatch(host) and not is_mistral(host):
        option = f"{host}:PORT"
    else:
        try:
            parse(host)
        except AllowError:
            return ""
        option = host
    if _VENDORS.search(name):
        return (
            ". To ask Mistral instead, set your program's base URL: https://api.mistral.ai/v1 in OpenAI's SDKs, "
            "https://api.mistral.ai in Mistral's"
        )
    return f". To let the program reach this real host: --allow {option}"
