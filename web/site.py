"""Rendering: one Jinja environment per language, the frame around every page, static files by content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import jinja2
from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from api import i18n
from api.access import Caller, Needs
from api.cases import holdings
from api.files.kinds import KINDS
from footprint.texts import LANGUAGES, Language
from web import texts
from web.desk import Desk

HERE = Path(__file__).parent
STYLES = ("tokens.css", "base.css", "components.css", "pages.css", "form.css", "desk.css", "cbam_law.css")
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# The security headers are set by api.security on every answer.
HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}


@dataclass(frozen=True)
class Frame:
    """What the base layout needs on every page.

    Attributes
    ----------
    language : Language
        Language of the page.
    rest : str
        Path without its language, with the query, so that the switch keeps the place.
    theme : str
        ``light``, ``dark``, or empty to follow the system.
    background : str
        Id and version of the background in use.
    accounts : bool
        Whether people sign in here.
    person, organisation : str
        Who is signed in, and for whom; empty for nobody.
    scopes : frozenset of str
        What the reader may do: the menu leads only where they may go.
    """

    language: Language
    rest: str
    theme: str
    background: str
    accounts: bool = False
    person: str = ""
    organisation: str = ""
    scopes: frozenset[str] = frozenset()

    @property
    def languages(self) -> tuple[tuple[str, Language, str], ...]:
        """Path, tag and own name of each language."""
        names = {"en": "English", "zh-Hans": "简体", "zh-Hant": "繁體"}
        return tuple((f"/{tag.lower()}{self.rest}", tag, names[tag]) for tag in LANGUAGES)

    def url(self, path: str = "") -> str:
        """Return the address of a page in this language."""
        return f"/{self.language.lower()}{path}"


def language(lang: str) -> Language:
    """Read the language from the path, in whatever case the tag is written; another first part is no page."""
    if lang.lower() not in texts.SLUGS:
        raise HTTPException(404)
    return texts.SLUGS[lang.lower()]


def source(request: Request, caller: Annotated[Caller, Depends(Needs(None))]) -> Desk:
    """Return what the pages read from, for whoever asks; what needs a right is refused by the desk."""
    return Desk(holdings.workbench_of(request.app.state.workbench, caller.tenant), caller)


# For routes that everybody may use: what needs a right is refused by the desk.
ANYBODY = Depends(Needs(None))
Lang = Annotated[Language, Depends(language)]
From = Annotated[Desk, Depends(source)]


@lru_cache(maxsize=1)
def assets() -> Mapping[str, tuple[str, bytes]]:
    """Return every static file with the hash of its content; the style sheets for screens are one file.

    Scripts name each other by relative addresses, so they share one hash: that of them all.
    """
    folder = HERE / "static"
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.suffix in TYPES}
    files["site.css"] = b"\n".join(files.pop(name) for name in STYLES)
    scripts = b"\n".join(data for name, data in files.items() if name.endswith(".js"))
    hashed = {name: scripts if name.endswith(".js") else data for name, data in files.items()}
    return {name: (hashlib.sha256(hashed[name]).hexdigest()[:12], data) for name, data in files.items()}


def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so it may be kept for ever."""
    return f"/static/{assets()[name][0]}/{name}"


def static_file(digest: str, name: str) -> Response:
    """Serve a static file."""
    found = assets().get(name)
    if found is None:
        raise HTTPException(404)
    kept = "public, max-age=31536000, immutable" if found[0] == digest else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(found[1], media_type=TYPES[Path(name).suffix], headers=headers)


@lru_cache(maxsize=4)
def environment(tongue: Language) -> jinja2.Environment:
    """Return the templates of one language, with the words and the number formats they use."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = i18n.translator(tongue)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        "accepts": ",".join(KINDS),
        "asset": asset,
        "url": lambda path: f"/{tongue.lower()}{path}",
        "language": tongue,
        "number": lambda value, digits=3: texts.number(value, tongue, digits),
        "exact": lambda value: texts.exact(value, tongue),
        "share": lambda value: texts.share(value, tongue),
        "symbol": lambda unit: texts.symbol(unit, tongue),
        "unit": lambda unit: texts.unit_html(unit, tongue),
        "words": lambda text: texts.words(text, tongue),
        "label": lambda kind, value: words.gettext(texts.label(kind, value)),
    }
    return made


def render(
    request: Request, template: str, page: object, tongue: Language, status: int = 200, *, bare: bool = False
) -> HTMLResponse:
    """Fill a template with the context of a page (``page``) and the frame around it (``frame``)."""
    path = request.url.path
    first = f"/{tongue.lower()}"
    rest = path.removeprefix(first) if path.startswith(first) else ""
    theme = request.cookies.get("theme", "")
    bench = getattr(request.app.state, "workbench", None)
    frame = Frame(
        language=tongue,
        rest=rest + (f"?{request.url.query}" if request.url.query else ""),
        theme=theme if theme in {"light", "dark"} else "",
        background=f"{bench.background.id} {bench.background.version}" if bench and not bare else "",
    )
    caller = getattr(request.state, "caller", None)
    if bench is not None and bench.settings.access == "accounts":
        frame = replace(frame, accounts=True)
        if isinstance(caller, Caller) and caller.kind == "person":
            frame = replace(frame, person=caller.name, organisation=caller.organisation_name)
    if isinstance(caller, Caller):
        frame = replace(frame, scopes=frozenset(caller.scopes))
    values: dict[str, Any] = {"page": page, "frame": frame}
    html = environment(tongue).get_template(template).render(values)
    return HTMLResponse(html, status, headers=HEADERS | {"Content-Language": tongue})
