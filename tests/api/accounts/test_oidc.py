"""Signing in by OpenID Connect, against an issuer of our own on this machine that lies in every way there is."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from api.cases.accounts import members
from api.db.tenancy import EVERYBODY
from api.oidc import LOOK_AGAIN, Provider, Secrets
from api.outgoing import Outgoing
from api.settings import Settings, read_settings
from api.store import accounts
from footprint.errors import InputError
from tests.api.accounts.conftest import House
from tests.api.conftest import AT, TestClient
from web.app import add_pages

CLIENT, SECRET = "footprint", "s3cret:/+"


@dataclass
class Issuer:
    """A sign-in service. ``claims`` and the rest are changed by a test to make it lie."""

    url: str = ""
    key: Any = None
    keys: list[Any] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256"})
    signer: Callable[[dict[str, Any]], str] | None = None
    userinfo: dict[str, Any] | None = None
    description: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, address: str) -> dict[str, str]:
        """Let the person agree; return what the browser brings back."""
        query = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        return {"code": code, "state": query["state"], "iss": self.url}

    def answer(self, path: str, body: bytes, headers: Any) -> tuple[int, Any]:
        self.asked.append(path)
        match path:
            case "/.well-known/openid-configuration":
                me = {"userinfo_endpoint": f"{self.url}/me"} if self.userinfo else {}
                return 200, {
                    "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize?tenant=a",
                    "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
                } | me | self.description  # fmt: skip
            case "/keys":
                return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
            case "/me":
                return 200, self.userinfo
            case "/token":
                return self.token({k: v[0] for k, v in parse_qs(body.decode()).items()}, headers)
        return 404, {}

    def token(self, form: dict[str, str], headers: Any) -> tuple[int, Any]:
        gone = self.codes.pop(form["code"], None)
        given = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        if gone is None or given != "footprint:s3cret%3A%2F%2B" or form["redirect_uri"] != gone["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = Secrets("").challenge if not form.get("code_verifier") else _challenge(form["code_verifier"])
        if gone["code_challenge_method"] != "S256" or challenge != gone["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(AT.timestamp())
        claims = {
            "iss": self.url, "sub": "anna-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": gone["nonce"],
            "email": "Anna@alpha.org", "email_verified": True, "name": "Anna",
        } | self.claims  # fmt: skip
        claims = {k: v for k, v in claims.items() if v is not None}
        if self.signer:
            return 200, {"id_token": self.signer(claims), "access_token": "a"}
        header = {"kid": self.key.kid, **self.header}
        return 200, {"id_token": jwt.encode(header, claims, self.key), "access_token": "a"}

    def rotate(self) -> None:
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.keys = [self.key]


def _challenge(verifier: str) -> str:
    import hashlib

    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def plain(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """Write a token that nobody signed."""
    parts = (base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in (header, claims))
    return ".".join((*parts, ""))


@pytest.fixture(scope="module")
def rsa() -> Any:
    return RSAKey.generate_key(2048, auto_kid=True)


@pytest.fixture
def issuer(rsa: Any) -> Iterator[Issuer]:
    made = Issuer(key=rsa, keys=[rsa])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = made.answer(urlsplit(self.path).path, body, self.headers)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def url(sqlite_url: str) -> str:
    """Nothing here depends on the database."""
    return sqlite_url


@pytest.fixture
def service(house: House, issuer: Issuer) -> House:
    given = {
        "oidc_issuer": issuer.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_label": "ACME",
    }
    configure(house, **given)
    add_pages(house.app)
    return house


def configure(house: House, **given: Any) -> None:
    settings = house.bench.settings.model_copy(update=given)
    object.__setattr__(house.bench, "settings", settings)
    house.app.state.oidc = Provider.of(settings, Outgoing.of(settings), house.bench.clock)


@pytest.fixture
def anna(service: House) -> House:
    service.person("alpha", "anna@alpha.org", "preparer")
    return service


def depart(client: TestClient, after: str = "") -> str:
    gone = client.get(f"/en/sign-in/elsewhere?after={after}", follow_redirects=False)
    assert gone.status_code == 303, gone.text
    return gone.headers["location"]


def come_back(client: TestClient, query: dict[str, str]) -> Any:
    return client.get("/sign-in/callback", params=query, follow_redirects=True)


def sign_in(house: House, issuer: Issuer, **changes: str) -> tuple[TestClient, Any]:
    client = house.client()
    query = issuer.authorize(depart(client)) | changes
    return client, come_back(client, query)


def who(client: TestClient) -> str:
    return str(client.get("/v1/me").json()["name"])


def test_who_has_an_account_signs_in_and_out(anna: House, issuer: Issuer) -> None:
    client = anna.client()
    address = depart(client, "/en/rules")
    sent = parse_qs(urlsplit(address).query)
    assert sent["tenant"] == ["a"]
    assert sent["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/callback"]
    back = client.get("/sign-in/callback", params=issuer.authorize(address))
    assert back.url.path == "/en/rules"
    assert who(client) == "Anna"
    assert "footprint-departure" not in client.cookies
    client.post("/en/sign-out")
    assert who(client) == ""


def test_the_second_time_the_subject_counts_and_not_the_address(anna: House, issuer: Issuer) -> None:
    sign_in(anna, issuer)
    anna.person("alpha", "new@alpha.org", "preparer")
    issuer.claims = {"email": "new@alpha.org", "email_verified": False}
    client, answer = sign_in(anna, issuer)
    assert (answer.status_code, who(client)) == (200, "Anna")
    # Another subject with the address of an account that is linked gets nothing.
    issuer.claims = {"sub": "mallory"}
    client, answer = sign_in(anna, issuer)
    assert (answer.status_code, who(client)) == (401, "")
    with anna.bench.database.read(EVERYBODY) as session:
        person = accounts.person_by_email(session, "anna@alpha.org")
        assert person is not None
        assert person.oidc_subject == f"{issuer.url} anna-1"


LIES: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(AT.timestamp()) - 61},
    "no end": {"exp": None},
    "issued in the future": {"iat": int(AT.timestamp()) + 600},
    "wrong audience": {"aud": "another"},
    "several audiences, not for us": {"aud": [CLIENT, "another"], "azp": "another"},
    "several audiences, none named": {"aud": [CLIENT, "another"]},
    "wrong issuer": {"iss": "https://evil.example.org"},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject is a number": {"sub": 7},
    "unverified address": {"email_verified": False},
    "verified as a word": {"email_verified": "yes"},
    "nothing about verification": {"email_verified": None},
    "no address": {"email": None},
    "an unknown address": {"email": "eve@alpha.org"},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_hold_signs_nobody_in(anna: House, issuer: Issuer, lie: str) -> None:
    issuer.claims = LIES[lie]
    client, answer = sign_in(anna, issuer)
    assert (answer.status_code, who(client)) == (401, ""), answer.text
    assert 'role="alert"' in answer.text


def test_nobody_signs_with_none_with_the_secret_or_with_a_key_of_their_own(anna: House, issuer: Issuer) -> None:
    own = ECKey.generate_key("P-256", auto_kid=True)
    public = issuer.key.as_pem(private=False)
    signers: list[Callable[[dict[str, Any]], str]] = [
        lambda claims: plain({"alg": "none"}, claims),
        lambda claims: plain({"alg": "none", "kid": issuer.key.kid}, claims),
        lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.ljust(32, "0"))),
        lambda claims: jwt.encode({"alg": "HS256", "kid": issuer.key.kid}, claims, OctKey.import_key(
            base64.urlsafe_b64encode(public).decode())),
        lambda claims: jwt.encode({"alg": "ES256", "kid": own.kid}, claims, own),
        lambda claims: jwt.encode({"alg": "ES256", "kid": own.kid, "jwk": own.as_dict(private=False)}, claims, own),
        lambda claims: "",
        lambda claims: "a.b.c",
    ]  # fmt: skip
    for number, signer in enumerate(signers):
        issuer.signer = signer
        client, answer = sign_in(anna, issuer)
        assert (answer.status_code, who(client)) == (401, ""), number
    issuer.signer = None
    assert who(sign_in(anna, issuer)[0]) == "Anna"


def test_a_return_works_once(anna: House, issuer: Issuer) -> None:
    client = anna.client()
    query = issuer.authorize(depart(client))
    token = client.cookies["footprint-departure"]
    assert come_back(client, query).status_code == 200
    issuer.codes[query["code"]] = {"nonce": "x"}
    asked = len(issuer.asked)
    for again in (client, anna.client()):
        again.cookies.set("footprint-departure", token)
        assert come_back(again, query).status_code == 401
    assert len(issuer.asked) == asked


@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"state": ""}, {"code": ""}, {"iss": "https://evil.example.org"}, {"code": "guessed"},
     {"error": "access_denied"}],
)  # fmt: skip
def test_an_answer_that_is_not_ours_is_refused(anna: House, issuer: Issuer, changes: dict[str, str]) -> None:
    client, answer = sign_in(anna, issuer, **changes)
    assert (answer.status_code, who(client)) == (401, "")


def test_another_browser_cannot_use_a_return(anna: House, issuer: Issuer) -> None:
    """Who lures somebody to an address of their own return signs them in to nothing."""
    query = issuer.authorize(depart(anna.client()))
    stranger = anna.client()
    assert come_back(stranger, query).status_code == 401
    depart(stranger)
    assert come_back(stranger, query).status_code == 401


def test_a_return_has_ten_minutes(anna: House, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    client = anna.client()
    query = issuer.authorize(depart(client))
    object.__setattr__(anna.bench, "clock", lambda: AT + timedelta(minutes=10))
    assert come_back(client, query).status_code == 401


def test_keys_that_change_are_looked_for_again_but_not_for_every_token(anna: House, issuer: Issuer) -> None:
    now = 0.0
    provider = anna.app.state.oidc
    provider.monotonic = lambda: now
    assert who(sign_in(anna, issuer)[0]) == "Anna"
    issuer.rotate()
    now = LOOK_AGAIN - 1
    assert who(sign_in(anna, issuer)[0]) == ""
    now = LOOK_AGAIN
    assert who(sign_in(anna, issuer)[0]) == "Anna"
    assert who(sign_in(anna, issuer)[0]) == "Anna"
    assert issuer.asked.count("/keys") == 2
    assert issuer.asked.count("/.well-known/openid-configuration") == 1


def test_an_address_from_userinfo_counts_for_the_same_subject_only(anna: House, issuer: Issuer) -> None:
    issuer.claims = {"email": None, "email_verified": None}
    issuer.userinfo = {"sub": "another", "email": "anna@alpha.org", "email_verified": True}
    assert who(sign_in(anna, issuer)[0]) == ""
    issuer.userinfo = {"sub": "anna-1", "email": "anna@alpha.org", "email_verified": True}
    assert who(sign_in(anna, issuer)[0]) == "Anna"


@pytest.mark.parametrize(
    "description",
    [{"issuer": "https://evil.example.org"}, {"token_endpoint": "http://example.org/token"}, {"jwks_uri": None}],
)
def test_a_description_that_does_not_hold_is_refused(
    anna: House, issuer: Issuer, description: dict[str, Any]
) -> None:
    issuer.description = description
    client = anna.client()
    gone = client.get("/en/sign-in/elsewhere", follow_redirects=False)
    if gone.status_code == 303:
        assert come_back(client, issuer.authorize(gone.headers["location"])).status_code == 401
    else:
        assert gone.status_code == 502
    assert who(client) == ""


def test_a_service_that_is_away_is_told(service: House) -> None:
    configure(service, oidc_issuer="http://127.0.0.1:1")
    answer = service.client().get("/en/sign-in/elsewhere", follow_redirects=False)
    assert answer.status_code == 502
    assert 'role="alert"' in answer.text


def test_only_allowed_domains(anna: House, issuer: Issuer) -> None:
    configure(anna, oidc_domains="beta.org, gamma.org")
    assert who(sign_in(anna, issuer)[0]) == ""
    configure(anna, oidc_domains="Alpha.org")
    assert who(sign_in(anna, issuer)[0]) == "Anna"
    issuer.claims = {"email_verified": False}
    assert who(sign_in(anna, issuer)[0]) == ""


def test_a_disabled_account_stays_out(anna: House, issuer: Issuer) -> None:
    sign_in(anna, issuer)
    with anna.bench.database.write(EVERYBODY) as session:
        person = accounts.person_by_email(session, "anna@alpha.org")
        assert person is not None
        person.disabled_at = AT
    assert who(sign_in(anna, issuer)[0]) == ""


def test_who_is_invited_joins_by_signing_in_where_the_operator_says_so(service: House, issuer: Issuer) -> None:
    with service.bench.database.write(EVERYBODY) as session:
        token = members.invite(
            session, service.organisations["alpha"], "anna@alpha.org", ["preparer"], AT, "operator"
        )
    assert who(sign_in(service, issuer)[0]) == ""
    configure(service, oidc_join="invitation")
    client, _ = sign_in(service, issuer)
    me = client.get("/v1/me").json()
    assert (me["name"], me["organisation_name"]) == ("Anna", "Alpha")
    assert "products.write" in me["scopes"]
    assert service.client().get(f"/en/link/{token}").status_code == 404
    with service.bench.database.read(EVERYBODY) as session:
        assert accounts.open_invitations(session, "anna@alpha.org", AT) == []
    issuer.claims = {"sub": "eve", "email": "eve@alpha.org"}
    assert who(sign_in(service, issuer)[0]) == ""


def test_the_button_is_there_when_there_is_a_service(service: House) -> None:
    page = service.client().get("/zh-hant/sign-in?after=/en/rules").text
    assert "/zh-hant/sign-in/elsewhere?after=/en/rules" in page
    assert "ACME" in page
    service.app.state.oidc = None
    assert "elsewhere" not in service.client().get("/en/sign-in").text
    assert service.client().get("/en/sign-in/elsewhere", follow_redirects=False).status_code == 404


def test_a_public_client_sends_no_secret() -> None:
    sent: list[tuple[str, dict[str, str], bytes]] = []

    class Recorded(Outgoing):
        def call(self, method: str, url: str, headers: Any = None, body: bytes | None = None) -> Any:
            sent.append((url, dict(headers or {}), body or b""))
            raise ValueError

    provider = Provider("http://127.0.0.1:1", CLIENT, "", "http://x/", Recorded(anywhere=True), lambda: AT)
    provider._held["description"] = (
        provider.monotonic(), {"issuer": "http://127.0.0.1:1", "token_endpoint": "http://127.0.0.1:1/token"},
    )  # fmt: skip
    with pytest.raises(Exception, match="token"):
        provider.identity("c", Secrets("t"))
    assert "Authorization" not in sent[0][1]
    assert b"client_id=footprint" in sent[0][2]
    assert b"client_secret" not in sent[0][2]


def test_settings_that_do_not_fit_are_named() -> None:
    with pytest.raises(InputError, match="FOOTPRINT_OIDC_ISSUER"):
        read_settings(oidc_issuer="http://login.example.org", oidc_client_id="x")
    with pytest.raises(InputError, match="FOOTPRINT_OIDC_CLIENT_ID"):
        read_settings(oidc_issuer="https://login.example.org")
    assert Provider.of(Settings(), Outgoing(), lambda: AT) is None
