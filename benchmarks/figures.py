"""The figures: ratios of two measurements taken alternately in one run on one machine, or absolute values."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any

import authoring
import building
import measured
import recording
import servers
import start
import verification
from rich.table import Table

Report = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """One figure: its `value`, its `bound` (`sense`: `at most` or `at least`), and the measurements in `detail`."""

    name: str
    what: str
    value: float
    sense: str
    bound: float
    detail: dict[str, Any]

    @property
    def holds(self) -> bool:
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "holds": self.holds}


def table(figures: list[Figure]) -> Table:
    """Returns the figures as a table, each followed by its measurements."""
    made = Table(title="Benchmarks")
    for name in ("figure", "measured", "bound", ""):
        made.add_column(name, justify="right" if name in ("measured", "bound") else "left")
    for figure in figures:
        made.add_row(
            f"[bold]{figure.name}[/bold]: {figure.what}",
            f"{figure.value:.2f}",
            f"{figure.sense} {figure.bound:g}",
            "ok" if figure.holds else "[red]missed[/red]",
        )
        for key, value in figure.detail.items():
            if isinstance(value, dict):
                value = ", ".join(f"{name} {one:,g}" for name, one in value.items() if not isinstance(one, str))
            made.add_row(f"  {key}: {value if isinstance(value, str | int | list) else f'{value:.1f}'}", "", "", "")
    return made


def cold_start(rounds: int, report: Report) -> list[Figure]:
    """Measures `mock` until its first answer, the start of an Api with everything imported, and `explain`."""
    report("cold start")
    found = start.measure(2 * rounds + 5)
    whole, base = start.explain(2 * rounds + 5)
    return [
        Figure(
            "cold start",
            "`mistral-playbooks mock`, from process start to the complete answer of a validated chat completion / "
            "`python -c` that imports asyncio and defines one pydantic model",
            found["ratio"],
            "at most",
            1.6,
            {"mock_ms": found["first_answer_ms"], "python_ms": found["base_ms"], "rounds": 2 * rounds + 5},
        ),
        Figure(
            "start in process", "milliseconds to start an Api and its server", found["in_process_ms"], "at most", 2, {}
        ),
        Figure(
            "explain",
            "CPU time of `mistral-playbooks explain`, from a wheel / `python -c` that imports json, re and click",
            whole / base,
            "at most",
            3,
            {"explain_ms": whole, "python_ms": base, "rounds": 2 * rounds + 5},
        ),
    ]


def _side(rounds: list[dict[str, Any]]) -> dict[str, float]:
    names = ("per_second", "events_per_second", "events_per_stream", "p50_ms", "p99_ms", "cpu_us", "generator_cpu")
    return {name: round(median(one[name] for one in rounds), 2) for name in names if rounds[0].get(name)}


def throughput(rounds: int, report: Report) -> list[Figure]:
    """Measures requests and events per second of the mock, of the least server and of aimock, and the load generator's
    maximum."""
    servers.install()
    found: dict[str, list[dict[str, Any]]] = {}
    with (
        servers.ours() as ours,
        servers.bare("--checked") as least,
        servers.aimock() as aimock,
        servers.bare() as nothing,
    ):
        running = {"mock": ours, "least": least, "aimock": aimock, "nothing": nothing}
        for number in range(rounds):
            for kind, options in (("json", []), ("stream", ["--stream"])):
                for name, (pid, port) in running.items():
                    report(f"{kind} {name} {number + 1}/{rounds}")
                    first, used = 10_000_000 * number, servers.cpu(pid)
                    made = servers.load(port, *options, "--seconds", "2", "--first", str(first))
                    made["cpu_us"] = 1e6 * (servers.cpu(pid) - used) / (made["next"] - first)
                    found.setdefault(f"{kind} {name}", []).append(made)
    work = {
        "mock": "full validation of each request: JSON, pydantic schema, model, plan, message order, capabilities, "
        "length, limits; separate answers, ids and padding; 22 headers; journal of 10,000 requests with their bodies",
        "least": "JSON and a pydantic schema of three fields; 3 headers; no journal",
        "aimock": "one fixture, matched by the last message, with fixed content; 9 headers; journal of 1,000",
        "nothing": "a fixed answer to every packet: the maximum of the generator and asyncio",
    }

    def figure(name: str, what: str, bound: float, kind: str, key: str) -> Figure:
        def ratio(other: str) -> float:
            pairs = zip(found[f"{kind} mock"], found[f"{kind} {other}"], strict=True)
            return median(one[key] / two[key] for one, two in pairs)

        sides = {name: {**_side(found[f"{kind} {name}"]), "work": text} for name, text in work.items()}
        detail = {**sides, "of_aimock": ratio("aimock"), "rounds": rounds, "connections": 16}
        return Figure(name, what, ratio("least"), "at least", bound, detail)

    least = "those of the least server in Python"
    return [
        figure("chat requests", f"requests/s / {least}", 0.22, "json", "per_second"),
        figure("SSE events", f"events/s in streamed chats / {least}", 0.75, "stream", "events_per_second"),
    ]


def memory(rounds: int, report: Report, requests: int = 200_000) -> list[Figure]:
    """Measures memory when idle and over many requests, half of which are streams."""
    quarters: list[list[float]] = []
    with servers.ours() as (pid, port):
        servers.load(port, "--requests", "1", "--connections", "1", "--warm", "0")
        idle = servers.memory(pid)
        for quarter in range(4):
            seen: list[float] = []
            ended = threading.Event()

            def watch(seen: list[float] = seen, ended: threading.Event = ended) -> None:
                while not ended.wait(0.25):
                    seen.append(servers.memory(pid))

            watcher = threading.Thread(target=watch)
            watcher.start()
            for part in range(10):
                report(f"memory: {(10 * quarter + part) * requests // 40:,} requests")
                first = str((10 * quarter + part) * requests // 40)
                options = ["--requests", str(requests // 40), "--warm", "0", "--first", first]
                servers.load(port, *options, *(["--stream"] if part % 2 else []))
            ended.set()
            watcher.join()
            quarters.append(seen)
    means = [mean(one) for one in quarters]
    detail = {"quarters_mib": [round(one, 2) for one in means], "requests": requests}
    growth = abs(means[3] / means[1] - 1) * 100
    return [
        Figure(
            "memory",
            "last compared with second quarter of 200,000 requests, difference in %",
            growth,
            "at most",
            2,
            detail,
        ),
        Figure("memory idle", "MiB (PSS) after the first answer", idle, "at most", 60, {}),
    ]


def tls(rounds: int, report: Report) -> list[Figure]:
    """Measures chat requests per second through the gateway of `run`, with TLS, and over plain HTTP."""
    secure: list[dict[str, Any]] = []
    plain: list[dict[str, Any]] = []
    with servers.ours() as (_, port), servers.gateway() as (proxy, authority):
        for number in range(rounds):
            report(f"TLS {number + 1}/{rounds}")
            first = ["--seconds", "2", "--first", str(10_000_000 * number)]
            plain.append(servers.load(port, *first))
            secure.append(servers.load(proxy, *first, "--authority", authority))
    ratio = median(one["per_second"] / other["per_second"] for one, other in zip(secure, plain, strict=True))
    detail = {"tls": _side(secure), "plain": _side(plain), "rounds": rounds}
    return [Figure("TLS", "chat requests/s through the gateway / over plain HTTP", ratio, "at least", 0.4, detail)]


def matrix(rounds: int, report: Report) -> list[Figure]:
    """Measures once how long every program takes on every client, with nothing verified before."""
    report("every program")
    with verification.copy() as folder:
        verification.verify(folder, "invalid-model", "--force")  # makes the snapshots of the TypeScript SDKs
        found = verification.verify(folder, "--all", "--force")
    rows = found.passed + found.failed
    detail = {"rows": rows, "failed": found.failed, "processors": os.cpu_count() or 1}
    cpu = {"cpu_seconds": round(found.run.cpu, 1)}
    what = "minutes of `verify --all --force` with existing environments, on two CPUs"
    return [
        Figure("everything", what, found.run.seconds / 60, "at most", 12, detail),
        Figure("processor", "CPU seconds per row of that", found.run.cpu / rows, "at most", 0.45, cpu),
    ]


def checkout(rounds: int, report: Report) -> list[Figure]:
    """Measures what an author waits for, and what the pages weigh."""
    with verification.copy() as folder:
        report("unchanged")
        verification.verify(folder, "--all")  # what this machine has not verified yet
        again = verification.verify(folder, "--all")
        report("build")
        built = authoring.build(folder)
        loads = authoring.loads(folder, 2 * rounds)
        weights, most = authoring.weights(folder), authoring.most(folder)
        report("edit")
        edits = authoring.edits(folder, rounds)
    return [
        Figure("unchanged", "seconds of `verify --all`, nothing changed", again.run.seconds, "at most", 5, {}),
        Figure("build", "seconds of `build` from verified results", built.seconds, "at most", 40, {"cpu": built.cpu}),
        Figure("edit", "seconds to the edited page under `serve`", median(edits), "at most", 3, {"rounds": rounds}),
        Figure("catalog", "milliseconds of `catalog.load()`", 1000 * median(loads), "at most", 30, {}),
        Figure("page", "kB of the heaviest playbook's HTML", weights.pop("heaviest"), "at most", 125, {}),
        Figure("median page", "kB of the median playbook's HTML", weights.pop("median"), "at most", 65, {}),
        Figure("box", "kB of rules and interpreter, compressed", weights.pop("diagnosis"), "at most", most, weights),
    ]


def warm(rounds: int, report: Report) -> list[Figure]:
    """Measures single programs in a cold process and in a warm one."""
    turns = (rounds + 1) // 2
    pairs: list[verification.Pair] = []
    for pair in verification.pairs(turns):
        pairs.append(pair)
        report(f"warm and cold: {pair.client}, {len(pairs)} runs")
    what = "`python FILE` or `node FILE` / the same program started warm; programs that do not wait, all clients"
    ratio = median(pair.cold / pair.warm for pair in pairs)
    return [Figure("warm run", what, ratio, "at least", 3, {**verification.summary(pairs), "rounds": turns})]


def site(rounds: int, report: Report) -> list[Figure]:
    """Measures the site's build with its hook, and the build of the same pages with plain Material."""
    report("site: preparing")
    pairs = []
    with verification.copy() as folder:
        for pair in building.builds(folder, verification.environment(folder), rounds):
            pairs.append(pair)
            report(f"site {len(pairs)}/{rounds}: {pair[0].seconds:.1f} s, {pair[1].seconds:.1f} s")
        pages = len(building.pages(folder))
    detail = {
        "site": _times([ours for ours, _ in pairs]),
        "plain": _times([plain for _, plain in pairs]),
        "cpu_ratio": median(ours.cpu / plain.cpu for ours, plain in pairs),
        "pages": pages,
        "rounds": rounds,
    }
    ratio = median(ours.seconds / plain.seconds for ours, plain in pairs)
    what = "`mkdocs build` from verified results / the same pages as Markdown with plain Material and no hook"
    return [Figure("site", what, ratio, "at most", 1.5, detail)]


def _times(runs: list[measured.Run]) -> dict[str, float]:
    return {
        "seconds": round(median(run.seconds for run in runs), 2),
        "cpu_seconds": round(median(run.cpu for run in runs), 2),
    }


def status(rounds: int, report: Report) -> list[Figure]:
    """Measures how long the status recorder takes for its history."""
    report("status")
    found = recording.measure(rounds)
    total = found["load_ms"] + found["publish_ms"]
    what = "milliseconds to load 90 days of polls every five minutes, each a change, and make `status.json`"
    return [Figure("status history", what, total, "at most", 200, found)]


GROUPS: dict[str, Callable[[int, Report], list[Figure]]] = {
    "start": cold_start,
    "throughput": throughput,
    "tls": tls,
    "memory": memory,
    "matrix": matrix,
    "checkout": checkout,
    "warm": warm,
    "site": site,
    "status": status,
}
