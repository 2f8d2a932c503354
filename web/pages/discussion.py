"""Threads of comments as ``components/comments.html`` shows them: on a product, a result, or what rests on those.

Who shows threads says three things: where the page is that lists them and takes what is said (``here``), how a
place is called, and where the figure is. The component knows neither products nor declarations.

What both have alike is here: threads narrowed to a place and a state, a remark that is sent and refused. That a
form sent twice says something once, the cases see to (``once``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator

from api.access import Caller
from api.cases.comments import LONGEST_SUBJECT, LONGEST_TEXT, State, Thread
from api.errors import ConflictError
from footprint.errors import InputError
from footprint.rule import Rule
from footprint.texts import Language
from web.pages.declaration_words import refused
from web.pages.view import RecordView, place_of
from web.site import render
from web.texts import gettext, words

STATES: tuple[State, ...] = ("open", "answered", "resolved")
PAGE = 50
Pairs = Sequence[tuple[str, str]]
# What addresses and forms of both kinds of pages say.
Narrowed = Annotated[str, Query(pattern=f"^({'|'.join(STATES)})?$")]
Place = Annotated[str, Query(max_length=LONGEST_SUBJECT)]
PlaceIn = Annotated[str, Form(max_length=LONGEST_SUBJECT)]
# Browsers end lines with two characters.
Typed = Annotated[str, Form(), AfterValidator(lambda text: text.replace("\r\n", "\n"))]


@dataclass(frozen=True)
class Shown:
    """A thread with its place in words, where the figure is (without the language), and what it is a figure of."""

    thread: Thread
    title: str
    href: str
    about: str


@dataclass(frozen=True)
class Discussion:
    """What ``threads`` and ``new_thread`` of ``components/comments.html`` need.

    Attributes
    ----------
    here : str
        Address of the page without the language: it lists threads, takes a new one (``POST``), and what is said in
        a thread (``POST here/THREAD``).
    threads : tuple of Shown
        Those that are shown.
    counts : mapping of str to int
        How many there are in each state.
    speaks : bool
        Whether the reader may say something.
    state : str
        What the list is narrowed to; empty for all.
    kept : sequence of (name, value)
        What else the address says, and forms send along: which record, which version.
    subject, title : str
        The place to be spoken about, as it is stored and in words; empty for none.
    text : str
        What was typed, where it was refused.
    problems : tuple of str
    more : str
        Query of the next page; empty where there is none.
    """

    here: str
    threads: tuple[Shown, ...]
    counts: Mapping[str, int]
    speaks: bool
    state: str = ""
    kept: Pairs = ()
    subject: str = ""
    title: str = ""
    text: str = ""
    problems: tuple[str, ...] = ()
    more: str = ""
    states: tuple[State, ...] = STATES

    def query(self, **given: str) -> str:
        """Return a query that keeps what the address says."""
        return urlencode([*self.kept, *((k, v) for k, v in given.items() if v)])


@dataclass(frozen=True)
class Marks:
    """What ``mark`` of ``components/comments.html`` needs: the open threads of each place, and where to speak.

    ``here`` and ``kept`` are as in :class:`Discussion`; ``waiting`` counts open threads by place.
    """

    here: str
    speaks: bool
    waiting: Mapping[str, int] = field(default_factory=dict)
    kept: Pairs = ()

    def count(self, subject: str) -> int:
        """Return how many threads are open about a place, or about a part of it."""
        return sum(n for place, n in self.waiting.items() if within(place, subject))

    def href(self, subject: str) -> str:
        """Return where to read and speak about a place, without the language."""
        return f"{self.here}?{urlencode([*self.kept, ('subject', subject)])}#said"


def within(place: str, subject: str) -> bool:
    """Tell whether a place is another one, or a part of it."""
    return place == subject or place.startswith((f"{subject}.", f"{subject}/"))


def line_place(process: str, line: str) -> str:
    """Return the place of a line, as findings write it."""
    return f"processes[{process}].lines[{line}]"


def marks(threads: Iterable[Thread], here: str, kept: Pairs = (), *, speaks: bool) -> Marks:
    """Count the open threads of each place."""
    return Marks(here, speaks, Counter(t.subject for t in threads if t.state == "open"), kept)


@dataclass(frozen=True)
class Wording:
    """How a page words threads: the title of a place, where its figure is, and what it is a figure of."""

    title: Callable[[str], str]
    href: Callable[[Thread], str]
    about: Callable[[Thread], str]


def listed(
    here: str,
    found: Iterable[Thread],
    wording: Wording,
    *,
    speaks: bool,
    state: str = "",
    subject: str = "",
    kept: Pairs = (),
    page: int = 0,
) -> Discussion:
    """List threads, narrowed to a place and then to a state.

    Parameters
    ----------
    page : int
        Which page of them; 0 for all on one.
    """
    about = [t for t in found if not subject or within(t.subject, subject)]
    fitting = [t for t in about if state in {"", t.state}]
    cut = fitting[(page - 1) * PAGE : page * PAGE] if page else fitting
    shown = tuple(Shown(t, wording.title(t.subject), wording.href(t), wording.about(t)) for t in cut)
    title = wording.title(subject) if subject else ""
    said = Discussion(here, shown, counts(about), speaks, state, kept, subject, title)
    more = said.query(state=state, subject=subject, page=str(page + 1)) if 0 < page * PAGE < len(fitting) else ""
    return replace(said, more=more)


def sent(
    request: Request,
    language: Language,
    caller: Caller,
    speak: Callable[[Any], Thread],
    back: str,
    again: tuple[str, Callable[[], Any]],
    text: str = "",
) -> Response:
    """Say something and lead to it; where it is refused, show the page again with the reason and what was typed.

    Parameters
    ----------
    speak : callable
        Says it in a session.
    back : str
        Page that shows the thread, without the language.
    again : (template, callable)
        The page that is shown again; its ``said`` is a :class:`Discussion`.
    text : str
        What was typed to open a thread.
    """
    caller.need("comments.write")
    try:
        with caller.write() as session:
            made = speak(session)
    except (InputError, ConflictError) as error:
        _ = gettext(language)
        problems = refused(error, language, {"text": _("Comment"), "subject": _("Place")})
        page = again[1]()
        said = replace(page.said, problems=problems, text=text[:LONGEST_TEXT])
        return render(request, again[0], replace(page, said=said), language, 422)
    return RedirectResponse(f"/{language.lower()}{back}#t-{made.id}", 303)


def counts(threads: Iterable[Thread]) -> dict[str, int]:
    """Count threads by state."""
    found = Counter(t.state for t in threads)
    return {state: found[state] for state in STATES}


def titles(view: RecordView | None, language: Language, rule: Rule | None = None) -> Callable[[str], str]:
    """Return what names places; lines by their titles where the record is known."""
    lines = {line_place(x.process, x.id): x.title for x in view.lines()} if view is not None else {}
    own = rule or (view.rule.rule if view is not None and view.rule else None)
    return lambda place: place_title(place, language, own, lines.get(place, ""))


def place_title(subject: str, language: Language, rule: Rule | None = None, line: str = "") -> str:
    """Write a place in words: a line, a stage, the total; what is not known stands for itself.

    Parameters
    ----------
    line : str
        Title of the line, where whoever asks knows it.
    """
    _ = gettext(language)
    parts = subject.strip("/").split("/")
    if subject == "/total":
        return _("Total")
    if len(parts) == 2 and parts[0] == "stages":
        known = rule.stages.get(parts[1]) if rule is not None else None
        return " ".join((_("Stage"), words(known.title, language) if known else parts[1]))
    if line:
        return line
    entry, _between, rest = subject.rpartition("]")
    if entry and not subject.startswith("/"):
        return f"{place_of(f'{entry}]', language)} {rest.strip('.')}".strip() or subject
    return subject
