"""The built site behind a server, and a browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from helpers.browser import ARGUMENTS, CHROMIUM, PATIENCE, opened


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Keeps the test's output clean."""

        def copyfile(self, source: Any, outputfile: Any) -> None:
            """Serves a file. A page that is closed meanwhile does not want it any more."""
            with suppress(ConnectionError):
                super().copyfile(source, outputfile)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """Answers an unknown address with the site's own page, as hosts do."""
            body = (site / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(500)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    with opened(browser) as made:
        yield made


@pytest.fixture(scope="session")
def axe(tools: Path) -> str:
    """axe-core's own text, from the test tools' lock file."""
    return (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
