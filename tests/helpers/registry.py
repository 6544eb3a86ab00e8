"""A package registry on 127.0.0.1 with made-up releases: what pip and npm read of it, and no more."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import os
import sys
import tarfile
import threading
import zipfile
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote


class Registry:
    """Use it as a context manager. `wheel`, `sdist` and `tarball` add a release; `environment` leads both managers
    here; `asked` are the paths that were asked for."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._python: dict[str, list[dict[str, Any]]] = {}
        self._npm: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = unquote(self.path.partition("?")[0])
                registry.asked.append(path)
                kind, content = registry._answer(path)
                self.send_response(200 if content is not None else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Registry:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(500)

    def environment(self, folder: Path) -> dict[str, str]:
        """A machine whose package managers know this registry alone, and give up at once where it does not answer."""
        return {
            **{"PATH": os.environ["PATH"], "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"},
            **{"PIP_INDEX_URL": f"{self.url}/simple", "PIP_CACHE_DIR": str(folder / "pip")},
            **{"NPM_CONFIG_REGISTRY": f"{self.url}/npm/", "NPM_CONFIG_CACHE": str(folder / "npm")},
            **{"NPM_CONFIG_USERCONFIG": os.devnull, "NPM_CONFIG_FETCH_RETRIES": "0"},
        }

    def _answer(self, path: str) -> tuple[str, bytes | None]:
        if path.startswith("/simple/") and (files := self._python.get(path.split("/")[2])):
            data = {"meta": {"api-version": "1.1"}, "name": path.split("/")[2], "files": files}
            data["versions"] = sorted({file["filename"].split("-")[1].removesuffix(".tar.gz") for file in files})
            return "application/vnd.pypi.simple.v1+json", json.dumps(data).encode()
        if path.startswith("/npm/") and (package := self._npm.get(path.removeprefix("/npm/"))):
            return "application/json", json.dumps(package).encode()
        return "application/octet-stream", self._files.get(path)

    def _python_file(self, package: str, filename: str, content: bytes, uploaded: datetime.datetime) -> None:
        self._files[f"/files/{filename}"] = content
        self._python.setdefault(package, []).append(
            {
                "filename": filename,
                "url": f"{self.url}/files/{filename}",
                "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
                "upload-time": uploaded.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            }
        )

    def wheel(self, package: str, version: str, uploaded: datetime.datetime, files: Mapping[str, str]) -> None:
        """A release with a wheel of these files; what they import else is this interpreter's own."""
        info = f"{package}-{version}.dist-info"
        every = {
            **files,
            f"{package}_others.pth": "\n".join(path for path in sys.path if path.endswith("site-packages")),
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        every[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*every, f"{info}/RECORD"])
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, text in every.items():
                archive.writestr(name, text)
        self._python_file(package, f"{package}-{version}-py3-none-any.whl", buffer.getvalue(), uploaded)

    def sdist(self, package: str, version: str, uploaded: datetime.datetime, marker: Path) -> None:
        """A release without a wheel, whose installation would create the file `marker`."""
        setup = f"open({str(marker)!r}, 'w').close()\nfrom setuptools import setup\nsetup()\n"
        folder = f"{package}-{version}"
        metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        content = _archive({f"{folder}/setup.py": setup, f"{folder}/PKG-INFO": metadata})
        self._python_file(package, f"{folder}.tar.gz", content, uploaded)

    def tarball(
        self, package: str, version: str, published: datetime.datetime, files: Mapping[str, str], **manifest: object
    ) -> None:
        """A release on npm with these files and these keys of package.json."""
        own = {"name": package, "version": version, "type": "module", **manifest}
        content = _archive(
            {"package/package.json": json.dumps(own)} | {f"package/{name}": text for name, text in files.items()}
        )
        path = f"/npm-files/{package.replace('/', '-')}-{version}.tgz"
        self._files[path] = content
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        entry = self._npm.setdefault(package, {"name": package, "dist-tags": {}, "versions": {}, "time": {}})
        entry["dist-tags"]["latest"] = version
        entry["versions"][version] = {**own, "dist": {"tarball": self.url + path, "integrity": f"sha512-{digest}"}}
        entry["time"][version] = published.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _archive(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()
