"""A partner's host, spoken to as PACT says: token, footprints page by page, events."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit
from uuid import UUID

from api.outgoing import Answer, Calls, UnreachableError
from footprint.errors import InputError
from footprint.exchange.json_text import read_json
from footprint.exchange.pact_events import Version

MOST_PAGES = 100
MOST_FOOTPRINTS = 1_000
EVENT_TYPE = "application/cloudevents+json; charset=UTF-8"
_NEXT = re.compile(r'<([^>]*)>[^,]*;\s*rel="?next"?')


@dataclass(frozen=True)
class Host:
    """A partner's host: where it is and how we come in; without ``client_id`` there is no token."""

    base_url: str
    auth_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    version: Version = "3"


class Remote:
    """A partner's host over a way to other hosts; asks for a token when it first needs one."""

    def __init__(self, calls: Calls, host: Host) -> None:
        self._calls, self._host = calls, host
        self._bearer: dict[str, str] | None = None

    def footprint(self, footprint_id: UUID) -> dict[str, Any]:
        """Return one footprint.

        Raises
        ------
        UnreachableError
            The host does not answer, or not with it.
        """
        body = self._read(f"{self._host.base_url}/{self._host.version}/footprints/{quote(str(footprint_id))}")[0]
        found = body.get("data")
        if not isinstance(found, dict):
            what = f"{self._name} answers without a footprint"
            raise UnreachableError(what)
        return found

    def footprints(self, filters: Sequence[tuple[str, str]] = ()) -> Iterator[dict[str, Any]]:
        """Go through the footprints that fit, over all pages; links that lead to another host are not followed."""
        url = f"{self._host.base_url}/{self._host.version}/footprints"
        url += f"?{urlencode(list(filters))}" if filters else ""
        count = 0
        for _ in range(MOST_PAGES):
            body, headers = self._read(url)
            data = body.get("data")
            if not isinstance(data, list):
                what = f"{self._name} answers without a list of footprints"
                raise UnreachableError(what)
            for one in data:
                if isinstance(one, dict) and count < MOST_FOOTPRINTS:
                    count += 1
                    yield one
            following = _NEXT.search(headers.get("link", ""))
            if following is None or count >= MOST_FOOTPRINTS:
                return
            url = urljoin(url, following[1])
            if _origin(url) != _origin(self._host.base_url):
                what = f"{self._name} leads on to another host: not followed"
                raise UnreachableError(what)

    def send(self, event: Mapping[str, Any]) -> None:
        """Send an event.

        Raises
        ------
        UnreachableError
            It was not taken.
        """
        headers = {**self._authorised(), "Content-Type": EVENT_TYPE}
        body = json.dumps(event, ensure_ascii=False).encode()
        url = f"{self._host.base_url}/{self._host.version}/events"
        answer = self._call("POST", url, headers, body)
        if not 200 <= answer.status < 300:
            raise self._refused(answer)

    @property
    def _name(self) -> str:
        return urlsplit(self._host.base_url).hostname or self._host.base_url

    def _read(self, url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
        answer = self._call("GET", url, {**self._authorised(), "Accept": "application/json"})
        if answer.status != 200:
            raise self._refused(answer)
        return self._json(answer), answer.headers

    def _call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        try:
            return self._calls.call(method, url, headers, body)
        except UnreachableError as error:
            what = f"{urlsplit(url).hostname}: {error}"
            raise UnreachableError(what) from error

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            found = read_json(answer.body)
        except InputError as error:
            what = f"{self._name} answers with what cannot be read as JSON"
            raise UnreachableError(what) from error
        return found if isinstance(found, dict) else {}

    def _refused(self, answer: Answer) -> UnreachableError:
        return UnreachableError(f"{self._name} answers {answer.status}")

    def _authorised(self) -> dict[str, str]:
        if self._bearer is None:
            self._bearer = {"Authorization": f"Bearer {self._token()}"} if self._host.client_id else {}
        return self._bearer

    def _token(self) -> str:
        base = self._host.auth_url or self._host.base_url
        pair = base64.b64encode(f"{self._host.client_id}:{self._host.client_secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {pair}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        answer = self._call("POST", self._token_url(base), headers, b"grant_type=client_credentials")
        token = self._json(answer).get("access_token") if answer.status == 200 else None
        if not isinstance(token, str) or not token.isascii() or len(token) > 8_000:
            what = f"{urlsplit(base).hostname} gives no token ({answer.status})"
            raise UnreachableError(what)
        return token

    def _token_url(self, base: str) -> str:
        """Return the address that the host names, else the usual one; a host without the document is no error."""
        usual = f"{base}/auth/token"
        try:
            answer = self._call("GET", f"{base}/.well-known/openid-configuration", {"Accept": "*/*"})
            named = self._json(answer).get("token_endpoint") if answer.status == 200 else None
        except UnreachableError:
            return usual
        return named if isinstance(named, str) and named.startswith(("https://", "http://")) else usual


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
