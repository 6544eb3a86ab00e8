"""`mistral-playbooks run`: one command of the user's under the gateway, and a report of what it sent."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .authority import Authority
from .background import Background
from .environment import KEY
from .findings import Finding, find, waits
from .gateway import Gateway
from .mock import Api, Exchange, Fault, Settings
from .process import Missing, foreground


@dataclass(frozen=True)
class Report:
    """What happened under `run`."""

    exit: int
    """The command's own status; 128 + N where signal N ended it."""
    journal: tuple[Exchange, ...]
    findings: tuple[Finding, ...]
    refused: tuple[str, ...]
    tls_failures: tuple[str, ...]


def run(
    command: Sequence[str], *, faults: Sequence[Fault], limits: str, minute: float, env: Mapping[str, str]
) -> Report:
    """Runs `command` with the terminal as its own until it ends. Missing where it cannot be started."""
    api = Api(Settings(api_key=KEY, limits=limits, minute=minute), faults)
    with Authority() as authority, Background() as background, Gateway(api, authority, background) as gateway:
        try:
            child = subprocess.Popen(list(command), env=gateway.environment(env))
        except OSError as error:
            raise Missing(f"`{command[0]}` cannot be started: {error.strerror or error}.") from error
        status = foreground(child)
        return Report(
            exit=status if status >= 0 else 128 - status,
            journal=tuple(api.journal),
            findings=tuple(find(tuple(api.journal), minute)),
            refused=tuple(gateway.refused),
            tls_failures=tuple(gateway.tls_failures),
        )


def lines(report: Report) -> list[str]:
    """The report as text, one request a line."""
    count = len(report.journal)
    text = [f"mistral-playbooks run: {count} request{'' if count == 1 else 's'} to the mocked Mistral API"]
    for number, (exchange, wait) in enumerate(zip(report.journal, waits(report.journal), strict=True), 1):
        after = "" if wait is None else f"  after {wait:.1f} s"
        fault = f"  fault {exchange.fault}" if exchange.fault else ""
        end = "" if exchange.finished else "  not read to its end"
        text.append(f"  {number:>2}  {exchange.method} {exchange.path}  {exchange.status}{fault}{after}{end}")
    for finding in report.findings:
        more = f" (mistral-playbooks explain {finding.playbook})" if finding.playbook else ""
        text.append(f"  finding {finding.id}: {finding.text}{more}")
    for host in dict.fromkeys(report.refused):
        text.append(f"  refused {host}: under `run` a program reaches only the mocked API at https://api.mistral.ai")
    if report.tls_failures:
        text.append(
            f"  {len(report.tls_failures)} TLS handshakes failed: the program does not trust the gateway. Clients with"
            " a certificate store of their own need SSL_CERT_FILE, or `mistral-playbooks mock` as their server URL."
        )
    if not report.journal and not report.refused:
        text.append(
            "  No request arrived. A client that ignores the proxy variables (aiohttp without trust_env, Node before"
            " 24) needs `mistral-playbooks mock` and its address as server URL."
        )
    return text


def as_json(report: Report) -> dict:
    """The report for a program that reads."""
    return {
        "exit": report.exit,
        "requests": [
            {
                "method": exchange.method,
                "path": exchange.path,
                "status": exchange.status,
                "code": exchange.code,
                "model": exchange.model,
                "fault": exchange.fault,
                "waited": None if wait is None else round(wait, 3),
                "finished": exchange.finished,
            }
            for exchange, wait in zip(report.journal, waits(report.journal), strict=True)
        ],
        "findings": [
            {"id": f.id, "text": f.text, "playbook": f.playbook, "request": f.request} for f in report.findings
        ],
        "refused": list(report.refused),
    }
