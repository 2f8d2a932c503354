"""What a call to another host came to, in words: sentences are kept in English and translated when they are shown.

A stored attempt outlives the reader it was made for, so the log, messages and deliveries hold the English sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from api.i18n import N_, translator
from api.messages import describe_problem
from footprint.errors import Problem
from footprint.texts import Language

HOST_PROBLEMS = (
    # api.outgoing
    N_("the host does not prove by a certificate who it is"),
    N_("the host does not answer"),
    N_("the name of the host is not known"),
    N_("the host lies in a network that is not called: the operator may allow it"),
    N_("the answer is larger than {most} bytes"),
    N_("the answer took longer than {most} s"),
    # api.cases.exchange.remote
    N_("{host} answers without a footprint"),
    N_("{host} answers without a list of footprints"),
    N_("{host} answers with what cannot be read as JSON"),
    N_("{host} answers {status}"),
    N_("{host} leads on to another host: not followed"),
    N_("{host} gives no token ({status})"),
    # api.jobs.deliveries, api.cases.webhooks
    N_("the host answered with status {status}"),
    N_("its secret cannot be read: rotate it"),
    N_("the webhook was removed"),
)
# A host in front of a sentence: ``customer.example: the host does not answer``.
HOST = r"[^\s:]+(?::\d+)?"
PLACES = {"host": HOST, "status": r"\d{1,3}", "most": r"[0-9.e+]+"}


def describe_host(what: str, language: Language) -> str:
    """Say what a call came to in a language; a sentence that is not known stays as it is."""
    if language == "en" or not what:
        return what
    for template, pattern in _patterns():
        if found := pattern.fullmatch(what):
            return translator(language).gettext(template).format(**found.groupdict())
    if found := re.fullmatch(rf"({HOST}): (.+)", what, re.DOTALL):
        told = describe_host(found[2], language)
        if told != found[2]:
            return f"{found[1]}：{told}"
    return describe_problem(Problem("", what), language)


@lru_cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    def pattern(template: str) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", template)
        made = [re.escape(p) if n % 2 == 0 else f"(?P<{p}>{PLACES[p]})" for n, p in enumerate(parts)]
        return re.compile("".join(made), re.DOTALL)

    return tuple((one, pattern(one)) for one in HOST_PROBLEMS)
