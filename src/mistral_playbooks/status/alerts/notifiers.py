"""Sends alerts: e-mail by itself, everything else that an address of Apprise names through Apprise.

Apprise makes a new Message-ID for each e-mail and adds one that it is given as a second header (2.3.0, tried
2026-11-29). A message that is repeated after a crash must have the same, or mail programs show it twice. So e-mail is
sent here; its addresses are written as Apprise writes them.
"""

from __future__ import annotations

import datetime
import email.utils
import hashlib
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from .. import StatusError
from ..model import Alert

SECONDS = 20
_PORTS = {"insecure": 25, "starttls": 587, "ssl": 465}
_EXAMPLE = "mailtos://USER:PASSWORD@smtp.example.com?from=YOU@example.com&to=YOU@example.com"


class NotifyError(Exception):
    """An alert was not sent. The message says why, without secrets."""


@dataclass(frozen=True)
class Notifier:
    """One address that alerts go to."""

    id: str
    """A digest of its address, for the history: the address has secrets."""
    name: str
    """The address without secrets, for messages."""
    send: Callable[[Alert], None]
    """Raises NotifyError."""


def of(address: str) -> Notifier:
    """Returns what sends to an address. Raises StatusError if there is no such notifier."""
    try:
        parts = urlsplit(address)
        name = f"{parts.scheme}://{parts.hostname or ''}"
        _ = parts.port
    except ValueError:
        raise StatusError("An address of --notify is not a URL. Write it as Apprise does.") from None
    digest = hashlib.sha256(address.encode()).hexdigest()[:12]
    if parts.scheme in ("mailto", "mailtos"):
        mailbox = _mailbox(address)
        return Notifier(digest, name, lambda alert: mailbox.send(alert, digest))
    return Notifier(digest, name, _by_apprise(address, name))


def all_of(addresses: tuple[str, ...]) -> dict[str, Notifier]:
    """Returns the notifiers of these addresses by their ids. Raises StatusError."""
    made = [of(address) for address in addresses]
    return {one.id: one for one in made}


@dataclass(frozen=True)
class _Mailbox:
    host: str
    port: int
    mode: str
    user: str | None
    password: str | None
    sender: str
    to: tuple[str, ...]

    def send(self, alert: Alert, notifier: str) -> None:
        message = EmailMessage()
        message["Subject"] = alert.title
        message["From"] = email.utils.formataddr(("Mistral API status", self.sender))
        message["To"] = ", ".join(self.to)
        message["Date"] = email.utils.format_datetime(alert.at.astimezone(datetime.UTC))
        message["Message-ID"] = f"<{alert.id}.{notifier}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        message.set_content(alert.text)
        try:
            with self._connect() as server:
                refused = server.send_message(message, self.sender, list(self.to))
        except (OSError, smtplib.SMTPException) as error:
            raise NotifyError(_why(error)) from None
        if refused:
            raise NotifyError(f"{len(refused)} of {len(self.to)} recipients were refused")

    def _connect(self) -> smtplib.SMTP:
        if self.mode == "ssl":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.mode == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user and self.password:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _mailbox(address: str) -> _Mailbox:
    parts = urlsplit(address)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    mode = options.get("mode", "starttls" if parts.scheme == "mailtos" else "insecure")
    user = unquote(parts.username) if parts.username else None
    host = options.get("smtp", parts.hostname or "")
    sender = options.get("from") or (user if user and "@" in user else f"{user}@{parts.hostname}" if user else "")
    to = tuple(one.strip() for one in options.get("to", sender).split(",") if one.strip())
    bad = [one for one in (sender, *to) if one.count("@") != 1 or not one.isascii() or any(c in one for c in " \r\n<>")]
    if mode not in _PORTS or not host or bad or not to:
        raise StatusError(f"An e-mail address of --notify is not complete. Write it like {_EXAMPLE}")
    password = unquote(parts.password) if parts.password else None
    if not (password or "").isascii() or not (user or "").isascii():  # smtplib cannot send them
        raise StatusError("A user name or password of --notify is not ASCII. Use an app password of your provider.")
    return _Mailbox(host, parts.port or _PORTS[mode], mode, user, password, sender, to)


def _by_apprise(address: str, name: str) -> Callable[[Alert], None]:
    try:
        import apprise
    except ImportError:
        raise StatusError(
            f"{name} needs Apprise. Install it with: pip install 'mistral-playbooks[alerts]'. E-mail needs nothing."
        ) from None
    service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if service is None:
        raise StatusError(f"{name} is not an address that Apprise can use. Its forms: https://appriseit.com/services/")

    def send(alert: Alert) -> None:
        if not service.notify(title=alert.title, body=alert.text):
            raise NotifyError("Apprise could not send it")

    return send


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the mail server refused the user name or the password"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server refused it with code {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server refused all recipients"
    if isinstance(error, TimeoutError):
        return f"the mail server did not answer within {SECONDS} s"
    return " ".join((getattr(error, "strerror", None) or str(error) or type(error).__name__).split())[:160]
