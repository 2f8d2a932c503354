"""The letters that carry one-time links, in all three languages: who gets them has no language here yet."""

from __future__ import annotations

from api.i18n import N_, translator
from api.mail import Mail
from footprint.texts import LANGUAGES

INVITED = N_("You are invited to {organisation} on Bay Footprint. The link works once, within seven days:")
NEW_PASSWORD = N_(
    "A new password was asked for. The link works once, within two hours; ignore it if you did not ask:"
)
SUBJECT_INVITED = N_("Invitation to Bay Footprint")
SUBJECT_PASSWORD = N_("New password for Bay Footprint")


def invitation(mail: Mail, public_url: str, to: str, organisation: str, token: str) -> None:
    """Send the link of an invitation."""
    _send(mail, to, SUBJECT_INVITED, INVITED, address(public_url, token), organisation)


def new_password(mail: Mail, public_url: str, to: str, token: str) -> None:
    """Send the link for a new password."""
    _send(mail, to, SUBJECT_PASSWORD, NEW_PASSWORD, address(public_url, token))


def address(public_url: str, token: str) -> str:
    """Return the address of a link."""
    return f"{public_url}/link/{token}"


def _send(mail: Mail, to: str, subject: str, text: str, link: str, organisation: str = "") -> None:
    words = [translator(tongue).gettext for tongue in LANGUAGES]
    told = "\n\n".join(word(text).format(organisation=organisation) for word in words)
    mail.send(to, " · ".join(word(subject) for word in words), f"{told}\n\n{link}\n")
