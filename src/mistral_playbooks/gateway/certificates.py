"""A disposable certificate authority, trusted only by the programs that run under the gateway."""

from __future__ import annotations

import re
import ssl
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path

import trustme

from .hosts import is_mistral

_NAME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")

HOSTS = ("mistral.ai", "*.mistral.ai", "*.eu.mistral.ai", "*.us.mistral.ai")

GUARD = """\
// Node before 24 (except 22.21 and later 22) ignores the proxy variables, so the program would reach the real API.
const [major, minor] = process.versions.node.split(".").map(Number);
const ignores = major < 22 || (major === 22 && minor < 21) || major === 23;
if (ignores) {
  process.stderr.write(
    `mistral-playbooks: Node ${process.versions.node} does not honor HTTPS_PROXY, so this program would reach ` +
      "the real API. Use Node 24 (or 22.21), or start `mistral-playbooks mock` and pass its address as serverURL.\\n",
  );
  process.exit(2);
}
// Clients that ignore the proxy (a separate undici Agent, superagent, node:http2) are redirected to the mock over TLS.
// A worker thread with its own environment gets this file and the address from its parent.
const threads = require("node:worker_threads");
const address = process.env.MISTRAL_PLAYBOOKS_DIRECT ?? threads.getEnvironmentData("mistral-playbooks");
const direct = /:(\\d+)$/.exec(address ?? "");
if (direct) {
  threads.setEnvironmentData("mistral-playbooks", address);
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file, options = {}) {
      const alone = options.env && typeof options.env === "object" && !options.env.NODE_OPTIONS?.includes(__filename);
      const flags = [...(options.execArgv ?? process.execArgv), "--require", __filename];
      super(file, alone ? { ...options, execArgv: flags } : options);
    }
  };
  require("node:module").syncBuiltinESMExports();
  const { Socket } = require("node:net");
  const dots = /[\\u3002\\uff0e\\uff61]/g; // other full stops that a host name may contain
  const isApi = (host) => typeof host === "string" && /(^|\\.)mistral\\.ai\\.?$/i.test(host.replace(dots, "."));
  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function (...args) {
    const params = Array.isArray(args[0]) ? args[0] : args; // net.connect passes a list, other callers do not
    const options = params[0] !== null && typeof params[0] === "object";
    const [host, port] = options ? [params[0].host, params[0].port] : [params[1], params[0]];
    if (!isApi(host)) return connect.apply(this, args);
    if (Number(port) !== 443) {
      const why = `mistral-playbooks: refused port ${port} of ${host}. The mock serves only https://${host}.`;
      process.nextTick(() => this.destroy(new Error(why)));
      return this;
    }
    const mock = { host: "127.0.0.1", port: Number(direct[1]) };
    if (options) params[0] = { ...params[0], ...mock };
    else params.splice(0, 2, mock.port, mock.host);
    return connect.apply(this, args);
  };
}
"""


def _truststore(certificate: bytes, path: Path) -> Path | None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509 import load_pem_x509_certificate

    if not hasattr(pkcs12, "serialize_java_truststore"):
        return None
    entry = pkcs12.PKCS12Certificate(load_pem_x509_certificate(certificate), b"mistral-playbooks")
    path.write_bytes(pkcs12.serialize_java_truststore([entry], NoEncryption()))
    return path


heard: ContextVar[list[ssl.SSLObject]] = ContextVar("heard")
"""Where a task gets the server's side of its handshake as soon as the client's first message is read. asyncio gives it
only after a handshake that succeeds, and reads for a transport in the context that started TLS on it."""


def requested_host(tls: ssl.SSLObject) -> str | None:
    """Returns the host that a client named in its handshake with an Authority's context; None if it named none."""
    return getattr(tls, "requested_host", None)


class Authority:
    """The files and the TLS context of one authority. `close` removes the files; also works as a context manager."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mistral-playbooks-")
        folder = Path(self._folder.name)
        authority = trustme.CA(organization_name="mistral-playbooks (throw-away)")
        self.certificate = folder / "authority.pem"
        """The PEM file that clients must trust."""
        authority.cert_pem.write_to_path(str(self.certificate))
        self.truststore = _truststore(authority.cert_pem.bytes(), folder / "authority.p12")
        """The same certificate for Java, without a password; None if cryptography is too old to write it."""
        self.guard = folder / "guard.cjs"
        """A Node preload that redirects clients to the mock, and exits if this version of Node cannot use the proxy."""
        self.guard.write_text(GUARD, encoding="utf-8")
        self._authority = authority
        self.context = self._context_for(HOSTS)
        """TLS context of the server that answers as *.mistral.ai, and as any other host that a client names."""
        self.context.sni_callback = self._choose
        self._others: dict[str, ssl.SSLContext] = {}

    def _context_for(self, hosts: Iterable[str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        self._authority.issue_cert(*hosts).configure_cert(context)
        return context

    def _choose(self, tls: ssl.SSLObject | ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
        """Remembers the host that a client names, and shows a certificate for it. The gateway decides what it plays."""
        tls.requested_host = name  # type: ignore[attr-defined]
        if isinstance(tls, ssl.SSLObject) and (hello := heard.get(None)) is not None:
            hello.append(tls)
        if name is None or is_mistral(name) or not _NAME.fullmatch(name):
            return
        if name not in self._others:
            self._others[name] = self._context_for([name])
        tls.context = self._others[name]

    def with_others(self, files: Iterable[str]) -> Path:
        """Returns a file with this authority, those that the system trusts, and those in `files`."""
        known = [self.certificate.read_text("ascii")]
        known += map(ssl.DER_cert_to_PEM_cert, ssl.create_default_context().get_ca_certs(binary_form=True))
        for file in files:
            with suppress(OSError, ValueError):
                known.append(Path(file).read_text("utf-8"))
        made = self.certificate.with_name("authorities.pem")
        made.write_text("\n".join(known), encoding="utf-8")
        return made

    def __enter__(self) -> Authority:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Removes the files."""
        self._folder.cleanup()
