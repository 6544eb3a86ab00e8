"""Runs a TypeScript program as the module of a page, in Chromium. Works like `node FILE`, but with a browser's rules.

Run as a script with the paths of Node, of Chromium, of the program, and of the folder of its packages as arguments. The
console becomes stdout and stderr; an error that nothing catches ends it with status 1. The user's key is in the page's
`localStorage`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PACKAGES = ("openai",)
"""What a page may import: packages whose modules import each other by their paths only."""
_ITS_OWN = ("*.google.com", "*.googleapis.com", "*.gstatic.com")
"""Hosts that Chromium calls by itself, whatever is disabled. It does not find them."""
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"),
    f"--proxy-bypass-list={';'.join(_ITS_OWN)}",
    f"--host-resolver-rules={', '.join(f'MAP {host} ~NOTFOUND' for host in _ITS_OWN)}",
)
_STRIP = "process.stdout.write(require('node:module').stripTypeScriptTypes(require('node:fs').readFileSync(0, 'utf8')))"


def main(node: str, chromium: str, program: str, packages: str) -> int:
    """Runs a program, and returns its exit status."""
    from playwright.sync_api import Error, sync_playwright

    for name in [name for name in os.environ if name.startswith("NODE_")]:
        del os.environ[name]  # they are for programs, not for what drives the browser
    text = Path(program).read_text(encoding="utf-8")
    strip = [node, "--no-warnings", "-e", _STRIP]
    code = subprocess.run(strip, input=text, capture_output=True, encoding="utf-8", check=True).stdout
    with _Site(code, Path(packages)) as site, sync_playwright() as playwright:
        arguments = [
            *_ARGUMENTS,
            f"--proxy-server={os.environ['HTTPS_PROXY']}",
        ]  # Playwright's would be for localhost, too
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        # The gateway's certificate is that of an authority which exists for this run only.
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.add_init_script(f"localStorage.setItem('MISTRAL_API_KEY', {json.dumps(os.environ['MISTRAL_API_KEY'])})")
        page.on("console", lambda one: print(one.text, file=sys.stderr if one.type in ("error", "warning") else None))
        page.goto(site.address)
        try:
            page.evaluate("() => import('/program.js').then(() => {})")
        except Error as error:
            print(f"Uncaught {error.message.removeprefix('Page.evaluate: ')}", file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


class _Site(ThreadingHTTPServer):
    """A site on this machine with one page and the program. Use it as a context manager."""

    daemon_threads = True

    def __init__(self, code: str, packages: Path) -> None:
        imports = {name: f"/{name}/{_entry(packages / name)}" for name in PACKAGES}
        head = f'<script type="importmap">{json.dumps({"imports": imports})}</script>'
        files = {"/": f'<!DOCTYPE html><link rel="icon" href="data:,">{head}', "/program.js": code}

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path not in files:
                    return super().do_GET()
                body = files[self.path].encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html" if self.path == "/" else "text/javascript")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return None

            def log_message(self, format: str, *args: object) -> None:
                pass

        Handler.extensions_map = {".mjs": "text/javascript", ".js": "text/javascript", "": "text/plain"}
        super().__init__(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(packages)))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_address[1]}/"


def _entry(package: Path) -> str:
    """Returns the path of the module that `import` loads."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    found = about.get("exports", {}).get(".", {})
    while isinstance(found, dict):
        found = found.get("import") or found.get("default") or about.get("module") or about["main"]
    return found.removeprefix("./")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
