"""The labs: what their notebooks print, what stops a build, and the page and the download that are made of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import nbclient
import pytest
from bs4 import BeautifulSoup
from mkdocs_jupyter.convert import nb2html
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from helpers.machine import ROOT
from mistral_playbooks.gateway.secrets import KEY
from mistral_playbooks.site.labs import package, render, run

LABS = sorted((ROOT / "docs" / "labs").glob("*.py"))
WHEEL = "mistral_playbooks-0.1.0-py3-none-any.whl"
FIRST = render.install(WHEEL, "3.7.0", f"https://example.org/labs/{WHEEL}")

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
def kernel() -> Iterator[None]:
    with run.lab_kernel():
        yield


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
    return ["".join(map(shown, cell.outputs)) for cell in cells]


def shown(output: NotebookNode) -> str:
    return output.get("text") or output.get("data", {}).get("text/plain") or "\n".join(output.get("traceback", []))


def lab(name: str) -> list[str]:
    """What the lab's cells print, without the first one, which says that requests go to the mock."""
    first, *rest = printed(executed(ROOT / "docs" / "labs" / f"{name}.py"))
    assert first.startswith("Requests go to the mocked API.\n")
    return rest


def test_authentication(kernel: None) -> None:
    """What each lab says in its prose is what its cells print, here and below."""
    refusal, read, never, works, confirmed, others = lab("authentication")
    assert refusal == 'SDKError: API error occurred: Status 401. Body: {"detail":"Invalid API Key"}\n'
    assert read.startswith("401 {'detail': 'Invalid API Key'}\ncorrelation id: 36 ")
    assert never.splitlines() == [
        "empty: LocalProtocolError, status None",
        "line break: LocalProtocolError, status None",
        "quotes: SDKError, status 401",
    ]
    assert works == "The key works.\n"
    assert confirmed == "The quoted key works.\n401: the key ending in xist is refused.\n"
    assert [line[:4] for line in others.splitlines()] == ["401:", "402:", "403:", "429:"]


def test_models_and_capabilities(kernel: None) -> None:
    refusal, small, close, image, able, embed, chosen, answer = lab("models-and-capabilities")
    assert '"type":"invalid_model"' in refusal
    assert '"code":"1500"' in refusal
    assert "vision" in small
    assert "mistral-small-latest" in close
    assert "Image input is not enabled" in image
    assert able.endswith("codestral-latest, vision: False\n")
    assert "Invalid model: mistral-embed" in embed
    assert embed.endswith("mistral-embed, chat: False\n")
    assert chosen.splitlines() == [
        "mistral-smal: not served to this key",
        "codestral-latest: cannot do vision",
        "chosen: mistral-small-latest",
    ]
    assert answer == "The Eiffel Tower in Paris.\n"


def test_streaming(kernel: None) -> None:
    whole, cut, silent, stopped, recovered = lab("streaming")
    text = "Rivers carry minerals into the sea. Water evaporates, the salt stays."
    assert whole.startswith(f"{text}\n[")
    assert whole.endswith("[finish_reason: stop]\n")
    assert cut.startswith("Rivers")
    assert "RemoteProtocolError" in cut
    assert silent.startswith("Rivers")
    assert silent.endswith("[finish_reason: None]\n")
    assert "ReadTimeout" in stopped
    assert recovered.splitlines() == [
        "try 1: RemoteProtocolError after 21 characters",
        "try 2: finish_reason is None after 21 characters",
        f"{text} [stop]",
    ]


def test_tools(kernel: None) -> None:
    call, unanswered, other, final, loop = lab("tools")
    reason, asked = call.splitlines()
    assert reason == "tool_calls"
    assert asked.endswith(' order_status {"order": "A17"}')
    assert '"code":"3230"' in unanswered
    assert "Unexpected tool call id abcdefghi" in other
    assert final == "stop\nOrder A17 was shipped on Monday.\n"
    assert [line.partition(" {")[0] for line in loop.splitlines()] == [
        "order_status",
        "order_history",
        "order_status",
        "Order A17 was shipped on Monday.",
    ]
    assert loop.count("error") == 2


def test_structured_output(kernel: None) -> None:
    prose, keys, refused, parsed, cut, extracted = lab("structured-output")
    assert prose.startswith("JSONDecodeError: ")
    assert keys.endswith("False\n")
    assert "additionalProperties" in refused
    assert parsed == "Order(item='paper', boxes=3)\n"
    assert cut.startswith("JSONDecodeError Unterminated string")
    complaint, order, end = extracted.splitlines()
    assert complaint == "try 1: boxes: Input should be greater than 0"
    assert order == "Order(item='paper', boxes=3)"
    assert end.startswith("The answer is cut off.")


def test_rate_limits_and_retries(kernel: None) -> None:
    refusal, headers, retried, hasty, by_hand, policies, coming, never = lab("rate-limits-and-retries")
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
    assert 3 <= int(count.split()[-2]) < 50, "a loaded machine adds to the skipped seconds"
    assert hasty.startswith("429, given up within ")
    assert by_hand.splitlines()[:2] == ["refused, waiting 1 s, 7 tries left", "refused, waiting 2 s, 6 tries left"]
    assert by_hand.splitlines()[2].startswith("Mocked answer ")
    outcomes = [line for line in policies.splitlines() if ": " in line]
    assert [line.split()[-4] for line in outcomes] == ["refused"] * 3 + ["answered"] * 2
    assert all(int(line.split()[-2]) >= 50 for line in outcomes[3:])
    assert "x-ratelimit-limit-req-minute: 50\nx-ratelimit-remaining-req-minute: 49" in coming
    assert never.splitlines() == [
        "mistral-smal: 400, limit None, requests: 1",
        "zai-glm-latest: 429, limit 0, requests: 1",
    ]


def test_an_unexpected_failure_stops(kernel: None, tmp_path: Path) -> None:
    """Both by nbclient and by the plugin's converter as mkdocs.yml sets it."""
    path = planted(tmp_path, "\n# %%\n1 / 0\n")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(path)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        nb2html(str(path), execute=True, kernel_name=run.KERNEL, allow_errors=False)
    path.write_text(path.read_text().replace("# %%\n1", '# %% tags=["raises-exception"]\n1'))
    assert printed(executed(path)) == ["ZeroDivisionError: division by zero\n"]


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What this machine's proxy was asked for: with it, each name leads somewhere, also without a network."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.server_address[1]}")
        yield asked
        server.shutdown()
        thread.join(500)


def test_a_kernel_reaches_no_host_and_has_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proxied: list[str]
) -> None:
    # Not urlopen, which keeps the proxies of its first call in this process.
    urllib.request.build_opener().open("http://example.org").close()
    assert len(proxied) == 1
    monkeypatch.setenv("MISTRAL_API_KEY", "a-real-key-of-somebody")
    monkeypatch.setenv("MISTRAL_SA_TOKEN_PATH", "/a/real/token")
    monkeypatch.setenv("MY_SECRET_KEY", "another-secret-0123456789")
    cells = """
# %%
import os
print(sorted(os.environ.values()))

# %%
import urllib.request
try:
    print(urllib.request.urlopen("http://example.org").status)
except OSError as error:
    print(type(error).__name__)

# %%
from mistral_playbooks.testing import start_mock
start_mock()
print(os.environ["MISTRAL_API_KEY"])
"""
    before = dict(os.environ)
    with run.lab_kernel():
        values, reached, mocked = printed(executed(planted(tmp_path, cells)))
        assert {name for name, value in os.environ.items() if before.get(name) != value} == {"JUPYTER_PATH"}
    assert dict(os.environ) == before
    assert not [secret for secret in ("somebody", "/a/real/token", "another-secret") if secret in values]
    assert reached == "URLError\n"
    assert len(proxied) == 1
    assert mocked.startswith("Requests go to the mocked API.\n")
    assert KEY in mocked


def test_a_header_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(run.LabError, match=r"docs/labs/planted\.py: header, key `mistral_playbooks\.fault`"):
        run.read(planted(tmp_path, "", "fault: {}"))


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_lab_starts_the_mock_first(path: Path) -> None:
    """So no cell sends a request before."""
    code = [cell.source for cell in run.read(path)[0].cells if cell.cell_type == "code"]
    assert code[0].splitlines()[-1].startswith("mock = start_mock(")


def test_the_page(kernel: None, tmp_path: Path) -> None:
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

# %%
from mistral_playbooks.testing.timeline import Timeline
Timeline({"A <b>": [(0, 429), (1, 200)]})

# %% tags=["raises-exception"]
1 / 0
"""
    path = planted(tmp_path, cells)
    html = nb2html(str(path), execute=True, kernel_name=run.KERNEL, allow_errors=False)
    made = render.page(html, lambda link: f"../{link}", "<p>proof</p>")
    assert len(made) < len(html) / 50
    page = BeautifulSoup(made, "html.parser")
    assert not page.select("style, script, .jp-Cell, clipboard-copy, .anchor-link")
    (drawing,) = page.select("figure > svg")
    assert drawing["aria-label"] == "A <b>: 2 requests, answered after 1 s"
    assert page.h1 is not None
    assert page.h1.find_next_sibling().get_text() == "proof"  # type: ignore[union-attr]
    links = [link["href"] for link in page.select("a:not(.headerlink)")]
    assert links == ["../../playbooks/rate-limited.md", "https://example.org", "#below"]
    assert [box["data-role"] for box in page.select(".highlight")] == ["command", "cell", "cell", "cell"]
    assert [code.get_text() for code in page.select(".highlight > pre > code")] == [
        'echo "<b>"\n',
        'import sys\nprint("a <b>", flush=True)\nprint("c", flush=True)\n',
        'from mistral_playbooks.testing.timeline import Timeline\nTimeline({"A <b>": [(0, 429), (1, 200)]})\n',
        "1 / 0\n",
    ]
    assert [(shown.figcaption.get_text(), shown.samp.get_text()) for shown in page.select(".pb-output")] == [  # type: ignore[union-attr]
        ("prints", "a <b>\nc"),
        ("raises", "ZeroDivisionError: division by zero"),
    ]
    assert [heading["id"] for heading in page.select("h1, h2")] == ["a-lab", "below"]


@pytest.mark.parametrize("kind", ["image/png", "text/html"])
def test_an_output_that_is_neither_text_nor_a_drawing_is_refused(kind: str) -> None:
    html = f'<div class="jp-OutputArea-output" data-mime-type="{kind}"><img src="data:,"></div>'
    with pytest.raises(run.LabError, match="Print"):
        render.page(html, str)


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_the_download_is_an_ordinary_notebook(path: Path) -> None:
    def given(site: str | None) -> str:
        return render.download(path, lambda link: f"{site}/{link}" if site else None, FIRST)

    assert given("https://example.org") == given("https://example.org"), "each build gives the same file"
    found = json.loads(given("https://example.org"))
    assert found["metadata"]["kernelspec"]["name"] == "python3"
    assert "mistral_playbooks" not in found["metadata"]
    assert not any(cell.get("outputs") for cell in found["cells"])
    code = ["".join(cell["source"]) for cell in found["cells"] if cell["cell_type"] == "code"]
    assert code[0] == f"%pip install -q mistralai==3.7.0 https://example.org/labs/{WHEEL}"
    assert code[1].splitlines()[-1].startswith("mock = start_mock(")
    assert "](../" not in prose(found)
    assert "](https://example.org/../playbooks/" in prose(found)
    assert "](" not in prose(json.loads(given(None))).replace("](http", "")


def prose(notebook: dict[str, Any]) -> str:
    return "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def test_a_site_without_an_address_says_where_the_package_is() -> None:
    first = render.install(WHEEL, "3.7.0", None)
    assert first.splitlines()[-1] == f"%pip install -q mistralai==3.7.0 ./{WHEEL}"
    assert first.startswith("# The site was built without its address. Download")
    assert f'href="../{WHEEL}"' in render.foot("tools", "3.7.0", WHEEL)
    assert "whl" not in render.foot("tools", "3.7.0")


def test_the_download_runs_with_the_kernel_of_a_reader(tmp_path: Path) -> None:
    """As `jupyter execute` does, without the cell that installs what this environment has."""
    path = tmp_path / "lab.ipynb"
    source = render.download(ROOT / "docs" / "labs" / "tools.py", lambda link: None, "print('installed')")
    path.write_text(source, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not name.startswith("MISTRAL_")}
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--log-level=ERROR", str(path)]
    subprocess.run(command, env=env, check=True, timeout=500)
    done = json.loads(path.with_suffix(".nbconvert.ipynb").read_text(encoding="utf-8"))
    outputs = ["".join(output.get("text", [])) for cell in done["cells"] for output in cell.get("outputs", [])]
    assert outputs[0] == "installed\n"
    assert outputs[-1].endswith("Order A17 was shipped on Monday.\n")


def test_the_wheel_has_the_playbooks_and_the_mock() -> None:
    name, content = package.wheel()
    assert name == WHEEL
    with zipfile.ZipFile(BytesIO(content)) as wheel:
        names = set(wheel.namelist())
        assert {"mistral_playbooks/testing/notebook.py", "mistral_playbooks/mock/data/models.json"} <= names
        assert "playbooks" in json.loads(wheel.read("mistral_playbooks/catalog.json"))
    assert package.wheel()[1] is content, "built once per process"


def test_a_checkout_without_hatchling_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    package.wheel.cache_clear()
    monkeypatch.setitem(sys.modules, "hatchling.builders.wheel", None)
    with pytest.raises(run.LabError, match=r"pip install -c constraints\.txt -e '\.\[site\]'"):
        package.wheel()


def test_labs_on_the_built_site(site: Path) -> None:
    """Light, linked from the navigation and to the playbooks, with its download."""
    for path in LABS:
        source = (site / "labs" / path.stem / "index.html").read_text(encoding="utf-8")
        page = BeautifulSoup(source, "html.parser")
        heaviest = max(len(other.read_bytes()) for other in site.glob("playbooks/*/index.html"))
        assert len(source.encode()) <= heaviest
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
        assert (site / "labs" / WHEEL).is_file()
        download = site / "labs" / f"{path.stem}.ipynb"
        assert json.loads(download.read_text(encoding="utf-8"))["nbformat"] == 4
        assert {str(link["href"]) for link in page.select("nav a[href]")} >= {
            f"../{other.stem}/" for other in LABS if other != path
        }
    home = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert home.select(f'nav a[href="labs/{LABS[0].stem}/"]')
