"""The labs: what their notebooks print, what stops a build, and the page and the download that are made of them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbclient
import pytest
from bs4 import BeautifulSoup
from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from helpers.machine import ROOT
from mistral_playbooks.content import catalog
from mistral_playbooks.content.catalog import Catalog
from mistral_playbooks.gateway.environment import KEY
from mistral_playbooks.mock import parse_fault
from mistral_playbooks.run import session
from mistral_playbooks.site.labs import render, run

LABS = sorted((ROOT / "docs" / "labs").glob("*.py"))
RATE_LIMITS = ROOT / "docs" / "labs" / "rate-limits-and-retries.py"

HEAD = """\
# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
#   mistral_playbooks:
#     description: A lab of a test.
%s# ---

# %%%% [markdown]
# # A lab
"""


@pytest.fixture(scope="module")
def records() -> Catalog:
    return catalog.read(ROOT / "docs" / "playbooks")


@pytest.fixture(scope="module")
def kernel() -> Iterator[run.LabKernel]:
    with run.LabKernel() as opened:
        yield opened


def planted(folder: Path, cells: str, header: str = "") -> Path:
    path = folder / "planted.py"
    path.write_text(HEAD % "".join(f"#     {line}\n" for line in header.splitlines()) + cells, encoding="utf-8")
    return path


def executed(path: Path) -> NotebookNode:
    found, _ = run.read(path)
    return nbclient.NotebookClient(found, kernel_name=run.KERNEL, timeout=500, startup_timeout=500).execute()


def printed(done: NotebookNode) -> list[str]:
    """What each code cell gave, in order, without the cells that gave nothing."""
    cells = [cell for cell in done.cells if cell.cell_type == "code" and cell.outputs]
    return ["".join(o.get("text") or "\n".join(o.get("traceback", [])) for o in cell.outputs) for cell in cells]


def test_rate_limits_and_retries(kernel: run.LabKernel, records: Catalog) -> None:
    """What the lab says in its prose is what its cells print."""
    api = kernel.load(RATE_LIMITS, records)
    refusal, headers, retried, hasty, by_hand, coming, never = printed(executed(RATE_LIMITS))
    assert refusal.startswith("SDKError: API error occurred: Status 429. Body: {")
    assert refusal.count("\n") <= 1, "a traceback would show the paths of the machine that built the site"
    assert headers.splitlines() == [
        "requests sent: 1",
        "x-ratelimit-limit-req-minute: 60",
        "x-ratelimit-remaining-req-minute: 0",
        "retry-after: None",
    ]
    answer, count = retried.splitlines()
    assert answer.startswith("Mocked answer ")
    assert count.startswith("3 requests in ")
    assert 3 <= int(count.split()[-2]) <= 8
    assert hasty.startswith("429, given up within ")
    assert by_hand.splitlines()[:2] == ["refused, waiting 1 s, 7 tries left", "refused, waiting 2 s, 6 tries left"]
    assert by_hand.splitlines()[2].startswith("Mocked answer ")
    assert "x-ratelimit-limit-req-minute: 50\nx-ratelimit-remaining-req-minute: 49" in coming
    assert never.splitlines() == [
        "mistral-smal: 400, limit None, requests: 1",
        "zai-glm-latest: 429, limit 0, requests: 1",
    ]
    assert api.journal[-1].model == "zai-glm-latest"
    assert {exchange.path for exchange in api.journal} == {"/v1/chat/completions"}


def test_a_cell_meets_its_own_faults_and_no_other(kernel: run.LabKernel, records: Catalog, tmp_path: Path) -> None:
    cells = """
# %%
import os
from mistralai.client import Mistral
client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])
for question in ("Beta?", "Alpha?", "Alpha?", "Gamma?"):
    try:
        client.chat.complete(model="mistral-small-latest", messages=[{"role": "user", "content": question}])
        print(question, 200)
    except Exception as error:
        print(question, error.status_code)
"""
    path = planted(tmp_path, cells, "faults: {Alpha: 'rate-limited:1', Beta: 'rate-limited'}")
    kernel.load(path, records)
    assert printed(executed(path)) == ["Beta? 429\nAlpha? 429\nAlpha? 200\nGamma? 200\n"]


def test_an_unexpected_failure_stops(kernel: run.LabKernel, records: Catalog, tmp_path: Path) -> None:
    """Both by nbclient and by the plugin's converter as mkdocs.yml sets it."""
    path = planted(tmp_path, "\n# %%\n1 / 0\n")
    kernel.load(path, records)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(path)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        nb2html(str(path), execute=True, kernel_name=run.KERNEL, allow_errors=False)
    path.write_text(path.read_text().replace("# %%\n1", '# %% tags=["raises-exception"]\n1'))
    assert printed(executed(path)) == ["ZeroDivisionError: division by zero\n"]


def test_only_the_kernel_meets_the_mock(records: Catalog, tmp_path: Path) -> None:
    before = dict(os.environ)
    path = planted(tmp_path, '\n# %%\nimport os\nprint(os.environ["HTTPS_PROXY"], os.environ["MISTRAL_API_KEY"])\n')
    with run.LabKernel() as opened:
        opened.load(path, records)
        (shown,) = printed(executed(path))
        assert {name for name, value in os.environ.items() if before.get(name) != value} == {"JUPYTER_PATH"}
    assert shown.startswith("http://127.0.0.1:")
    assert shown.split()[1] == KEY
    assert dict(os.environ) == before


def test_no_key_reaches_a_kernel(monkeypatch: pytest.MonkeyPatch, records: Catalog, tmp_path: Path) -> None:
    monkeypatch.setenv("MISTRAL_API_KEY", "a-real-key-of-somebody")
    monkeypatch.setenv("MISTRAL_SA_TOKEN_PATH", "/a/real/token")
    path = planted(tmp_path, "\n# %%\nimport os\nprint(sorted(os.environ.values()))\n")
    before = os.environ.get("JUPYTER_PATH")
    with run.LabKernel() as opened:
        opened.load(path, records)
        (shown,) = printed(executed(path))
    assert os.environ.get("JUPYTER_PATH") == before
    assert "a-real-key-of-somebody" not in shown
    assert "/a/real/token" not in shown


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (
            "faults: {Alpha: no-such-class}",
            r"docs/labs/planted\.py: header, key `mistral_playbooks\.faults`: .*no-such",
        ),
        ("limits: tiny", r"docs/labs/planted\.py: header, key `mistral_playbooks\.limits`"),
        ("fault: {}", r"docs/labs/planted\.py: header, key `mistral_playbooks\.fault`"),
    ],
)
def test_a_header_that_cannot_be_used(
    kernel: run.LabKernel, records: Catalog, tmp_path: Path, header: str, reason: str
) -> None:
    with pytest.raises(run.LabError, match=reason):
        kernel.load(planted(tmp_path, "", header), records)


def test_the_page(kernel: run.LabKernel, records: Catalog, tmp_path: Path) -> None:
    cells = """# See [it](../playbooks/rate-limited.md), [there](https://example.org) and [below](#below).
#
# ```sh
# echo "<b>"
# ```
#
# ## Below

# %%
import sys
print("a <b>", flush=True)
print("c", flush=True)

# %% tags=["raises-exception"]
1 / 0
"""
    path = planted(tmp_path, cells)
    kernel.load(path, records)
    html = nb2html(str(path), execute=True, kernel_name=run.KERNEL, allow_errors=False)
    made = render.page(html, lambda link: f"../{link}", "<p>proof</p>")
    assert len(made) < len(html) / 50
    page = BeautifulSoup(made, "html.parser")
    assert not page.select("style, script, .jp-Cell, clipboard-copy, svg, .anchor-link")
    assert page.h1 is not None
    assert page.h1.find_next_sibling().get_text() == "proof"  # type: ignore[union-attr]
    links = [link["href"] for link in page.select("a:not(.headerlink)")]
    assert links == ["../../playbooks/rate-limited.md", "https://example.org", "#below"]
    assert [box["data-role"] for box in page.select(".highlight")] == ["command", "cell", "cell"]
    assert [code.get_text() for code in page.select(".highlight > pre > code")] == [
        'echo "<b>"\n',
        'import sys\nprint("a <b>", flush=True)\nprint("c", flush=True)\n',
        "1 / 0\n",
    ]
    assert [(shown.figcaption.get_text(), shown.samp.get_text()) for shown in page.select("figure")] == [  # type: ignore[union-attr]
        ("prints", "a <b>\nc"),
        ("raises", "ZeroDivisionError: division by zero"),
    ]
    assert [heading["id"] for heading in page.select("h1, h2")] == ["a-lab", "below"]


def test_an_output_that_is_no_text_is_refused() -> None:
    html = '<div class="jp-OutputArea-output"><img src="data:,"></div>'
    with pytest.raises(run.LabError, match="Print it"):
        render.page(html, str)


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_download_is_an_ordinary_notebook(path: Path) -> None:
    given = render.download(path, lambda link: f"https://example.org/{link}")
    assert given == render.download(path, lambda link: f"https://example.org/{link}"), "each build gives the same file"
    found = json.loads(given)
    assert found["metadata"]["kernelspec"]["name"] == "python3"
    assert "mistral_playbooks" not in found["metadata"]
    assert [cell["source"] for cell in found["cells"]]
    assert not any(cell.get("outputs") for cell in found["cells"])
    prose = "".join("".join(cell["source"]) for cell in found["cells"] if cell["cell_type"] == "markdown")
    assert "](../" not in prose
    assert "](https://example.org/../playbooks/" in prose
    assert "](" not in render.download(path, lambda link: None).replace("](http", "")


def test_the_download_runs_as_its_text_says(records: Catalog, tmp_path: Path) -> None:
    """`mistral-playbooks run --fault rate-limited:3`, with the kernel that a reader has."""
    path = tmp_path / "lab.ipynb"
    path.write_text(render.download(RATE_LIMITS, lambda link: None), encoding="utf-8")
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--log-level=ERROR", str(path)]
    fault = parse_fault("rate-limited:3", records)
    report = session.run(command, faults=[fault], limits="none", minute=60.0, env=os.environ)
    assert report.exit == 0
    assert [exchange.status for exchange in report.journal][:4] == [429, 429, 429, 200]
    assert report.journal[-1].model == "zai-glm-latest"
    assert len([exchange for exchange in report.journal if exchange.status == 200]) >= 5


def test_labs_on_the_built_site(site: Path) -> None:
    """Light, linked from the navigation and to the playbooks, with its download."""
    for path in LABS:
        source = (site / "labs" / path.stem / "index.html").read_text(encoding="utf-8")
        page = BeautifulSoup(source, "html.parser")
        heaviest = max(len(other.read_bytes()) for other in site.glob("playbooks/*/index.html"))
        assert len(source.encode()) <= 2 * heaviest
        assert not page.select("article style, article script, .jp-Cell, .jupyter-wrapper")
        cells = [cell.source for cell in run.read(path)[0].cells if cell.cell_type == "code"]
        assert [cell.get_text().rstrip("\n") for cell in page.select('[data-role="cell"] code')] == cells
        described = page.select_one('meta[name="description"]')
        assert described is not None
        assert described["content"] == run.read(path)[1].description
        for link in page.select("article a[href]:not(.headerlink)"):
            href = str(link["href"])
            if href.startswith("https://"):
                continue
            there, _, anchor = href.partition("#")
            target = (site / "labs" / path.stem / there).resolve()
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), href
            assert not anchor or BeautifulSoup(target.read_text(encoding="utf-8"), "html.parser").find(id=anchor), href
        download = site / "labs" / f"{path.stem}.ipynb"
        assert json.loads(download.read_text(encoding="utf-8"))["nbformat"] == 4
        home = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
        assert home.select(f'nav a[href="labs/{path.stem}/"]')
