"""Mail: handed to an SMTP server, or to the log where none is set."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from api.errors import SetupError
from api.settings import Settings

TIMEOUT_S = 20.0
log = logging.getLogger("footprint.mail")


class Mail(Protocol):
    """Something that takes a letter."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a letter."""


class LogMail:
    """Writes letters to the log: for development, and for an operator who hands links over himself."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Write a letter to the log."""
        log.warning("mail to %s: %s\n%s", to, subject, text)


class SmtpMail:
    """Hands letters to an SMTP server, encrypted unless it is on this machine."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            what = "FOOTPRINT_SMTP_URL: smtp://USER:PASSWORD@HOST:587 or smtps://… is due"
            raise SetupError(what)
        self._parts = parts
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand a letter in."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, to, subject
        letter.set_content(text)
        host, secure = str(self._parts.hostname), ssl.create_default_context()
        if self._parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._parts.port or 465, timeout=TIMEOUT_S, context=secure
            )
        else:
            server = smtplib.SMTP(host, self._parts.port or 587, timeout=TIMEOUT_S)
        with server:
            if self._parts.scheme == "smtp" and host not in {"localhost", "127.0.0.1", "::1"}:
                server.starttls(context=secure)
            if self._parts.username:
                server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
            server.send_message(letter)


def mail_of(settings: Settings) -> Mail:
    """Return how this installation sends mail."""
    return SmtpMail(settings.smtp_url, settings.mail_from) if settings.smtp_url else LogMail()
