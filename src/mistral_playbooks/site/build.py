"""Builds the site with MkDocs in a separate process, for `build` and `serve`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from ..verify import dependencies
from ..verify.checkout import Checkout, RepositoryError
from ..verify.runners.clients import Clients


def mkdocs(*arguments: str, folder: Path) -> list[str]:
    """Returns the command line of MkDocs. Raises RepositoryError if it is not installed."""
    from importlib.util import find_spec

    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise RepositoryError("MkDocs is not installed. Run: pip install -c constraints.txt -e '.[site]'")
    return [sys.executable, "-m", "mkdocs", *arguments, "--config-file", str(folder / "mkdocs.yml")]


def site_environment() -> dict[str, str]:
    """Returns MkDocs' environment, which hides the two banners about the theme's successor."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def lab_cache(checkout: Checkout) -> dict[str, str]:
    """Returns the variables for MkDocs' cache of lab output, which is valid for this mock, SDK and Python.

    Older caches are removed. mkdocs-jupyter's own key is only the notebook's text, so it would show stale output.
    """
    with Clients(checkout.root) as clients:
        digest = dependencies.lab_digest(checkout.catalog, clients.python())
    folder = checkout.root / ".cache" / "labs"
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != digest:
            shutil.rmtree(other, ignore_errors=True)
    return {"NB_CACHE": "true", "NB_CACHE_DIR": str(folder / digest)}


def build_site(folder: Path, target: Path) -> None:
    """Builds the site next to `target` and then replaces it. If the build fails, the old site stays."""
    command = mkdocs("build", "--strict", "--quiet", folder=folder)
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or (target / "sitemap.xml").is_file())):
        raise RepositoryError(f"{target} exists and is not a built site. Choose another --site-dir.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    except OSError as error:
        raise RepositoryError(f"{target} cannot be written: {error.strerror}. Choose another --site-dir.") from error
    try:
        done = subprocess.run([*command, "--site-dir", str(fresh)], env=site_environment(), check=False)
        if done.returncode:
            raise RepositoryError("MkDocs could not build the site (see its message above). The old site is unchanged.")
        fresh.chmod(0o755)
        shutil.rmtree(target, ignore_errors=True)
        fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def port_is_free(port: int) -> bool:
    """Whether this port of 127.0.0.1 is free."""
    with socket.socket() as probe:
        if os.name == "posix":  # on Windows, this would let it take a port that another process listens on
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
