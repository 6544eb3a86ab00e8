"""TLS: a verified connection, and in words why one failed."""

from __future__ import annotations

import asyncio
import os
import ssl
from pathlib import Path

from .line import Broken, Line, failed, ok

_DATES = {9: "is not valid yet", 10: "has expired"}
"""OpenSSL's verification errors about the time of day (X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED)."""
_OTHER_NAME = {62, 64}  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


async def start(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, seconds: float, *, verify: bool = True
) -> Line:
    """Starts TLS on a connection, and returns the line. Raises Broken if it fails.

    `verify=False` accepts any certificate: only to look at it, never with a key.
    """
    try:
        async with asyncio.timeout(seconds):
            await writer.start_tls(_context(verify), server_hostname=host, ssl_handshake_timeout=seconds + 1)
    except TimeoutError:
        raise _broken(
            f"{host} did not complete the TLS handshake within {seconds:.0f} s. A firewall may be blocking it."
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise Broken("tls", _untrusted(host, error)) from None
    except ssl.SSLError as error:
        why = (error.reason or type(error).__name__).replace("_", " ").lower()
        raise _broken(
            f"{host} does not speak TLS as expected: {why}. A proxy or firewall may be answering, or the port serves "
            "plain HTTP."
        ) from None
    except (OSError, EOFError) as error:
        why = (
            "the connection was closed"
            if isinstance(error, EOFError)
            else error.strerror or "the connection was closed"
        )
        raise _broken(
            f"{host}: {why.lower()} during the TLS handshake. A firewall may be blocking this name."
        ) from None
    found = writer.get_extra_info("ssl_object")
    return ok(f"The certificate of {host} is trusted ({found.version() if found else 'TLS'}).")


def _broken(reason: str) -> Broken:
    return Broken("tls", failed(reason, "tls-error"))


def _context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _untrusted(host: str, error: ssl.SSLCertVerificationError) -> Line:
    code, why = error.verify_code, error.verify_message.rstrip(".")
    if code in _DATES:
        return failed(f"The certificate of {host} {_DATES[code]}. Check this machine's clock first.", "tls-error")
    if code in _OTHER_NAME:
        return failed(
            f"The certificate is not for {host}: {why}. Another server answers, such as a proxy or a login page.",
            "tls-error",
        )
    missing = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if _is_missing(name)), None)
    if missing:
        return failed(
            f"{missing} names a path that does not exist, so no certificate is trusted. Correct or unset it.",
            "tls-error",
        )
    return failed(
        f"The certificate of {host} is not trusted: {why}. If a proxy of your company signs it, give your client that "
        "proxy's root certificate.",
        "tls-error",
    )


def _is_missing(name: str) -> bool:
    value = os.environ.get(name)
    return bool(value) and not any(Path(part).exists() for part in str(value).split(os.pathsep))


def issuer(writer: asyncio.StreamWriter) -> str | None:
    """Returns who signed the certificate that was shown, or None if it does not say."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    found = writer.get_extra_info("ssl_object")
    der = found.getpeercert(binary_form=True) if found else None
    if not der:
        return None
    try:
        name = x509.load_der_x509_certificate(der).issuer
        parts = [
            part
            for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            for part in name.get_attributes_for_oid(oid)
        ]
    except ValueError:
        return None
    return str(parts[0].value) if parts else None
