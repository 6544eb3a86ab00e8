"""What every Python under the gateway loads before the program (by PYTHONPATH): for clients that no variable reaches.

- `certifi`: a client that names certifi's file as its trust (langchain-mistralai 1.1.6 does) never reads
  SSL_CERT_FILE. It gets the file that the variable names.
- `aiohttp` honours proxy variables only with `trust_env=True`. Every session gets it.

It changes these modules once they are imported, imports nothing for it, and leaves the way free for another
`sitecustomize`. No class of importlib.abc and no newer syntax: it runs on whatever Python the program runs on.
"""

from __future__ import annotations

import functools
import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

_HERE = os.path.dirname(os.path.abspath(__file__))


def _certifi(module):
    bundled = module.where

    def where():
        return os.environ.get("SSL_CERT_FILE") or bundled()

    def contents():
        with open(where(), encoding="ascii") as file:
            return file.read()

    module.where, module.contents = where, contents


def _aiohttp(module):
    original = module.ClientSession.__init__

    @functools.wraps(original)
    def __init__(self, *args, **kwargs):
        kwargs["trust_env"] = True
        original(self, *args, **kwargs)

    module.ClientSession.__init__ = __init__


_CHANGES = {"certifi.core": _certifi, "aiohttp.client": _aiohttp}


class _Finder:
    """Finds what every other finder would, and changes it after it was loaded."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in _CHANGES:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            _CHANGES[name](module)

        spec.loader.exec_module = exec_module
        return spec


def _next():
    """Loads the `sitecustomize` that this one stands before."""
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) != _HERE]
    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = sys.modules["sitecustomize"] = module_from_spec(spec)
        spec.loader.exec_module(module)


if os.environ.get("SSL_CERT_FILE"):
    sys.meta_path.insert(0, _Finder)
_next()
