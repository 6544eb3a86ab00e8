"""The address that is tested, and the proxy that the machine's variables put before it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from . import DoctorError

API = "https://api.mistral.ai"
CODESTRAL = "https://codestral.mistral.ai"
"""The host whose keys people most often send to `API` (docs/playbooks/unauthorized.md)."""
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """A server URL as clients take it, with or without `/v1`."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @property
    def url(self) -> str:
        """Returns the address as text, without its path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def authority(self) -> str:
        """Returns host and port as in `Host` (the port only if it is not the scheme's own)."""
        return self.url.partition("//")[2]

    @property
    def is_tls(self) -> bool:
        return self.scheme == "https"

    @property
    def is_official(self) -> bool:
        """Whether it is one of Mistral's own hosts, whose behavior is known."""
        return self.host == "mistral.ai" or self.host.endswith(".mistral.ai")

    @property
    def is_local(self) -> bool:
        """Whether it is this machine."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    def path(self, route: str) -> str:
        """Returns the path of a route such as `/v1/models` below this address."""
        return self.prefix + (route.removeprefix("/v1") if self.prefix.endswith("/v1") else route)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy. `variable` names what set it; `authorization` is a secret."""

    scheme: str
    host: str
    port: int
    variable: str
    authorization: str = ""
    secrets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


def parse_target(url: str) -> Target:
    """Returns the target of a URL. Raises DoctorError if no client could use it."""
    parts, port = _split(url)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        raise DoctorError(f"`{_shown(url)}` is not a server URL. Give one such as {API}")
    if not parts.path.isascii() or not parts.path.isprintable() or " " in parts.path:
        raise DoctorError(f"`{_shown(url)}` contains a character that no path has. Encode it as %20 or the like.")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise DoctorError(
            "The server URL must have no user name, query or fragment. The key is read from MISTRAL_API_KEY."
        )
    host = _ascii(parts.hostname)
    if host is None:
        raise DoctorError(f"`{_shown(url)}` contains no valid host name. Give a server URL such as {API}")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], parts.path.rstrip("/"))


def find_proxy(target: Target) -> Proxy | None:
    """Returns the proxy that Python's clients use for this target, from the environment or the system's settings.

    Raises DoctorError if the setting is not the address of a proxy.
    """
    settings = getproxies()
    value, variable = next(
        ((settings[name], f"{name.upper()}_PROXY") for name in (target.scheme, "all") if settings.get(name)), ("", "")
    )
    if not value or proxy_bypass(target.authority):
        return None
    parts, port = _split(value if "://" in value else f"http://{value}")
    host = _ascii(parts.hostname) if parts and parts.hostname else None
    if parts is None or host is None:
        raise DoctorError(f"{variable} is not the address of a proxy. Set it to an address such as http://proxy:3128")
    words = [unquote(word) for word in (parts.username, parts.password) if word]
    login = b64encode(":".join([*words, ""][:2]).encode()).decode() if words else ""
    secrets = (*words, login) if words else ()
    default = 443 if parts.scheme == "https" else 1080 if parts.scheme.startswith("socks") else 80
    return Proxy(parts.scheme, host, port or default, variable, f"Basic {login}" if login else "", secrets)


def _split(url: str) -> tuple[SplitResult | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        return None, None


def _ascii(host: str) -> str | None:
    """Returns a host name as it is looked up; None if it cannot be one."""
    try:
        found = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return None
    return found if found.isprintable() and " " not in found else None


def _shown(url: str) -> str:
    from ..support.redact import excerpt

    return excerpt(url.rpartition("@")[2], 80)
