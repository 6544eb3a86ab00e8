"""Patches that every Python under the gateway loads through PYTHONPATH, for clients that ignore the variables.

- `certifi`: a client that trusts certifi's file (as langchain-mistralai 1.1.6 does) never reads SSL_CERT_FILE. The
  patch makes certifi return the file from that variable.
- `httpcore2` (used by SDK 3) reads SSL_CERT_FILE only with `trust_env=True`. The patch always applies it.
- `aiohttp` honors proxy variables only with `trust_env=True`. The patch sets that for every session.
- `socket`: a client without a proxy (`http.client`, bare urllib3, `trust_env=False`) resolves the host itself. The
  patch connects it to the gateway's second port, which serves the mock over TLS, and refuses ports other than 443.

Modules are patched when the program imports them; nothing is imported for that purpose. Another `sitecustomize` on the
path still runs. To run on the program's own Python, whatever its version, this file uses no class of importlib.abc and
no newer syntax.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

_HERE = os.path.dirname(os.path.abspath(__file__))
_DIRECT = "MISTRAL_PLAYBOOKS_DIRECT"
_ADDRESS = os.environ.get(_DIRECT, "")  # now, because the program may empty its environment
_PLACEHOLDER = "127.77.7.7"  # what hosts of the API resolve to: nothing listens there, and connections are redirected


def _certifi(module):
    bundled = module.where

    def where():
        return os.environ.get("SSL_CERT_FILE") or bundled()

    def contents():
        with open(where(), encoding="ascii") as file:
            return file.read()

    module.where, module.contents = where, contents


def _httpcore2(module):
    original = getattr(module, "default_ssl_context", None)
    if original is None:
        return

    def default_ssl_context(*args, **kwargs):
        file = os.environ.get("SSL_CERT_FILE")
        return module.ssl.create_default_context(cafile=file) if file else original(*args, **kwargs)

    module.default_ssl_context = default_ssl_context


def _aiohttp(module):
    original = module.ClientSession.__init__

    @functools.wraps(original)
    def __init__(self, *args, **kwargs):
        kwargs["trust_env"] = True
        original(self, *args, **kwargs)

    module.ClientSession.__init__ = __init__


def _is_api(host):
    """Whether this is a host of the API, or the placeholder address that one resolved to."""
    name = host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else host
    if not isinstance(name, str):
        return False
    for dot in "\u3002\uff0e\uff61":  # IDNA takes these for dots
        name = name.replace(dot, ".")
    return name == _PLACEHOLDER or ("." + name.lower().rstrip(".")).endswith(".mistral.ai")


def _redirected(port):
    """Returns the address that a connection to the API goes to. Raises ConnectionRefusedError if it is not HTTPS."""
    if str(port) not in ("443", "https"):
        text = "mistral-playbooks: refused port {}. The mock serves the API only at https://api.mistral.ai"
        raise ConnectionRefusedError(errno.ECONNREFUSED, text.format(port))
    local, _, direct = _ADDRESS.rpartition(":")
    return local, int(direct)


def _socket(module):
    def resolving(original):
        @functools.wraps(original)
        def resolve(host, *args, **kwargs):
            return original(_PLACEHOLDER if _is_api(host) else host, *args, **kwargs)

        return resolve

    def connecting(original):
        @functools.wraps(original)
        def connect(self, address):
            if isinstance(address, tuple) and len(address) > 1 and _is_api(address[0]):
                address = _redirected(address[1])
            return original(self, address)

        return connect

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(module, name, resolving(getattr(module, name)))
    for name in ("connect", "connect_ex"):
        setattr(module.socket, name, connecting(getattr(module.socket, name)))


def _uvloop(module):
    """Patches uvloop, which resolves names and connects without the `socket` module."""
    resolve, create = module.Loop.getaddrinfo, module.Loop.create_connection

    @functools.wraps(resolve)
    def getaddrinfo(self, host, *args, **kwargs):
        return resolve(self, _PLACEHOLDER if _is_api(host) else host, *args, **kwargs)

    @functools.wraps(create)
    def create_connection(self, factory, host=None, port=None, **kwargs):
        if _is_api(host):
            if kwargs.get("ssl"):
                kwargs.setdefault("server_hostname", host)
            host, port = _redirected(port)
        return create(self, factory, host, port, **kwargs)

    module.Loop.getaddrinfo, module.Loop.create_connection = getaddrinfo, create_connection


_CHANGES = {"certifi.core": _certifi, "httpcore2._ssl": _httpcore2, "aiohttp.client": _aiohttp}
if os.environ.get(_DIRECT):
    if "socket" in sys.modules:  # the interpreter was started before its program, and forked
        _socket(sys.modules["socket"])
    else:
        _CHANGES["socket"] = _socket
    _CHANGES["uvloop"] = _uvloop


class _Finder:
    """Finds a module as usual, and patches it after it is loaded."""

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


def _load_next():
    """Loads the next `sitecustomize` on the path, which this one hides."""
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) != _HERE]
    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is not None and spec.loader is not None:
        module = sys.modules["sitecustomize"] = module_from_spec(spec)
        spec.loader.exec_module(module)


if os.environ.get("SSL_CERT_FILE"):
    sys.meta_path.insert(0, _Finder)
_load_next()
