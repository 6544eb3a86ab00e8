"""The environment of a program under the gateway: proxy settings, the trusted certificate, and no real API key."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .secrets import KEY, mask_keys

if TYPE_CHECKING:  # imports cryptography, which callers that need only the key should not load
    from .certificates import Authority

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOCAL = "localhost,127.0.0.1,::1"
_JAVA_LOCAL = "localhost|127.*|[::1]"  # Java's own default, which the option replaces
# Which client reads which variable, in order (tested, unless marked as documented): OpenSSL and clients that use its
# defaults (Python's ssl, httpx, httpx2, aiohttp, Perl's HTTP::Tiny, Ruby and Go [documented]); curl; requests; Node;
# Perl's LWP; Deno [documented]; Python's httplib2 [documented]; gRPC.
TRUST = (
    *("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"),
    *("PERL_LWP_SSL_CA_FILE", "DENO_CERT", "HTTPLIB2_CA_CERTS", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"),
)
_PRELOAD = Path(__file__).with_name("preload")


def is_under_gateway(env: Mapping[str, str]) -> bool:
    """Whether this is the environment of a program that runs under a gateway."""
    guarded = str(_PRELOAD) in env.get("PYTHONPATH", "").split(os.pathsep)
    return guarded or len({env.get(name, name) for name in TRUST}) == 1


def child_environment(
    base: Mapping[str, str],
    address: str,
    authority: Authority,
    direct: str = "",
    keep: Collection[str] = (),
    allow: Collection[str] = (),
) -> dict[str, str]:
    """Returns the environment of a child process: `base`, with its HTTPS requests sent through the gateway.

    Every API key is replaced by the made-up one. `address` is the gateway's `http://127.0.0.1:PORT`. `direct` is
    `127.0.0.1:PORT`, to which Python and Node redirect requests that do not use the proxy; without it, they redirect
    none, and every version of Node runs. `keep` names the variables that pass unchanged, `allow` the hosts that clients
    reach without the proxy.
    """
    child = mask_keys(base, keep)
    child["MISTRAL_API_KEY"] = KEY
    for name in _PROXIES:
        child[name] = child[name.lower()] = address
    child["NO_PROXY"] = child["no_proxy"] = ",".join([_LOCAL, *allow])
    trusted = authority.certificate
    if allow:  # a server of the user's own has a certificate of another authority
        trusted = authority.with_others({base[name] for name in TRUST if name in base})
    for name in TRUST:
        child[name] = str(trusted)
    child.pop("SSL_CERT_DIR", None)
    child["PERL_LWP_ENV_PROXY"] = "1"
    child["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_PRELOAD), child.get("PYTHONPATH"))))
    child["NODE_USE_ENV_PROXY"] = "1"
    if direct:
        child["MISTRAL_PLAYBOOKS_DIRECT"] = direct
        guard = str(authority.guard).replace("\\", "/")
        child["NODE_OPTIONS"] = f'{child.get("NODE_OPTIONS", "")} --require "{guard}"'.strip()
    if authority.truststore is not None:
        # The only variable that Java reads, at the cost of a line on standard error ("Picked up JAVA_TOOL_OPTIONS").
        # Without it, Java clients would bypass the gateway and reach the real host.
        host, _, port = address.rpartition("//")[2].rpartition(":")
        options = [
            f"-D{scheme}.{key}" for scheme in ("http", "https") for key in (f"proxyHost={host}", f"proxyPort={port}")
        ]
        if allow:
            names = (f"[{name}]" if ":" in name else name for name in allow)
            options.append(f"-Dhttp.nonProxyHosts={'|'.join([_JAVA_LOCAL, *names])}")
        store = f"-Djavax.net.ssl.trustStore={authority.truststore}"
        options += [f'"{store}"' if " " in store else store, "-Djavax.net.ssl.trustStoreType=PKCS12"]
        child["JAVA_TOOL_OPTIONS"] = " ".join(filter(None, (child.get("JAVA_TOOL_OPTIONS"), *options)))
    return child
