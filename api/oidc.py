"""OpenID Connect: the code flow with PKCE towards the one sign-in service that the operator named.

Only what the flow needs, on joserfc and :mod:`api.outgoing`. Of the service's answers nothing is believed but what
a key of its own key set signed for this client and this very sign-in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from api.i18n import N_
from api.outgoing import Calls, UnreachableError
from api.settings import Settings
from footprint.errors import FootprintError, InputError

# Signatures with a key pair only: `none`, and anything made with the client's secret, is no proof.
ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
SCOPE = "openid email profile"
LEEWAY_S = 60
# How long description and keys of the service are kept, and how soon a key that is missing is looked for again [s].
KEPT_FOR, LOOK_AGAIN = 3600.0, 30.0
LONGEST_SUBJECT = 255
CALLBACK = "/sign-in/callback"

FAILED = N_("The sign-in service did not confirm who you are. Begin again, or ask your administrator.")
log = logging.getLogger("footprint.oidc")


class SignInError(FootprintError):
    """A sign-in that is refused; ``message`` is a sentence of the catalogue. Why exactly stands in the log only."""

    def __init__(self, message: str, why: str) -> None:
        self.message = message
        super().__init__(why)


@dataclass(frozen=True)
class Identity:
    """Whom the service knows: ``subject`` is its name for the person, an address counts when it is verified."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str


@dataclass(frozen=True)
class Secrets:
    """What one sign-in goes out with; all of it follows from a token that only the browser's cookie holds."""

    token: str

    @property
    def state(self) -> str:
        """Comes back with the browser."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Comes back inside the signed token."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Proves to the service that who fetches the token is who sent the browser (PKCE)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """Its hash, which goes out first."""
        return _encoded(hashlib.sha256(self.verifier.encode()).digest())

    def _derived(self, what: str) -> str:
        return _encoded(hmac.new(self.token.encode(), what.encode(), hashlib.sha256).digest())


@dataclass
class Provider:
    """The sign-in service, and what is remembered of its description and keys."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    outgoing: Calls
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    _held: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings, outgoing: Calls, clock: Callable[[], datetime]) -> Provider | None:
        """Read the settings; None where no service is named."""
        if not settings.oidc_issuer or settings.access == "local":
            return None
        return cls(
            settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret,
            settings.public_url + CALLBACK, outgoing.for_operator(), clock,
        )  # fmt: skip

    def address(self, sent: Secrets) -> str:
        """Return where the browser goes."""
        query = {
            "response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "scope": SCOPE,
            "state": sent.state, "nonce": sent.nonce, "code_challenge": sent.challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        there = self._endpoint("authorization_endpoint")
        return f"{there}{'&' if '?' in there else '?'}{urlencode(query)}"

    def identity(self, code: str, sent: Secrets) -> Identity:
        """Fetch the token for a code and return whom it names.

        Raises
        ------
        SignInError
            The service refuses, cannot be reached, or its token does not hold.
        """
        answer = self._token(code, sent)
        claims = self._claims(str(answer.get("id_token", "")), sent.nonce)
        told = claims if "email" in claims else claims | self._userinfo(answer, str(claims["sub"]))
        return Identity(
            self.issuer, str(claims["sub"]), str(told.get("email") or "").strip().lower(),
            # Some services write it as a text; anything else than a plain yes is no.
            told.get("email_verified") in (True, "true"), str(told.get("name") or "").strip()[:200],
        )  # fmt: skip

    def _token(self, code: str, sent: Secrets) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri,
            "code_verifier": sent.verifier,
        }  # fmt: skip
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        ways = self._description().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if self.client_secret and "client_secret_basic" in ways:
            pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.client_id} | (
                {"client_secret": self.client_secret} if self.client_secret else {}
            )
        return self._json("POST", self._endpoint("token_endpoint"), headers, urlencode(form).encode())

    def _userinfo(self, answer: Mapping[str, Any], subject: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self._description():
            return {}
        headers = {"Authorization": f"Bearer {answer.get('access_token', '')}", "Accept": "application/json"}
        told = self._json("GET", self._endpoint("userinfo_endpoint"), headers)
        if told.get("sub") != subject:
            raise SignInError(FAILED, "userinfo is of another subject")
        return {name: told[name] for name in ("email", "email_verified", "name") if name in told}

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """Check an ID token (OpenID Connect Core 3.1.3.7) and return what it says."""
        try:
            found = jwt.decode(token, self._keys(token), algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                now=int(self.clock().timestamp()), leeway=LEEWAY_S, iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id}, exp={"essential": True}, iat={"essential": True},
                sub={"essential": True}, nonce={"essential": True},
            )  # fmt: skip
            registry.validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise SignInError(FAILED, f"ID token: {type(error).__name__}: {error}") from error
        claims: dict[str, Any] = dict(found.claims)
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.client_id) != self.client_id:
            raise SignInError(FAILED, "ID token is for another client")
        if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise SignInError(FAILED, "ID token is for another sign-in")
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise SignInError(FAILED, "ID token names nobody")
        return claims

    def _keys(self, token: str) -> KeySet:
        """Return the keys of the service, fetched anew when it signs with one that is not known."""
        there = self._endpoint("jwks_uri")
        held = self._fetched("keys", there)
        kid = extract_compact(token.encode()).headers().get("kid")
        if kid is not None and kid not in {key.get("kid") for key in held["keys"]}:
            held = self._fetched("keys", there, after=LOOK_AGAIN)
        fit = [key for key in held["keys"] if key.get("use", "sig") == "sig" and key.get("kty") != "oct"]
        return KeySet.import_key_set({"keys": fit})

    def _description(self) -> dict[str, Any]:
        there = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._fetched("description", there)
        if found.get("issuer") != self.issuer:
            raise SignInError(FAILED, f"{there} is of another issuer: {found.get('issuer')!r}")
        return found

    def _endpoint(self, name: str) -> str:
        there = str(self._description().get(name, ""))
        try:
            self.outgoing.check(there, name)
        except InputError as error:
            raise SignInError(FAILED, f"{name} {error.problems[0].what}") from error
        return there

    def _fetched(self, what: str, there: str, after: float = KEPT_FOR) -> dict[str, Any]:
        at, held = self._held.get(what, (0.0, None))
        if held is None or self.monotonic() - at >= after:
            held = self._json("GET", there, {"Accept": "application/json"})
            self._held[what] = (self.monotonic(), held)
        return held

    def _json(
        self, method: str, there: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> dict[str, Any]:
        try:
            answer = self.outgoing.call(method, there, headers, body)
            found = json.loads(answer.body)
        except (UnreachableError, ValueError) as error:
            raise SignInError(FAILED, f"{there}: {error}") from error
        if answer.status != 200 or not isinstance(found, dict):
            told = found.get("error") if isinstance(found, dict) else None
            raise SignInError(FAILED, f"{there}: status {answer.status}, {str(told)[:80]!r}")
        return found


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
