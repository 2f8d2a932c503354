"""Why a file is not taken: one sentence each, for people in three languages."""

from __future__ import annotations

from types import SimpleNamespace

from api.i18n import N_
from footprint.errors import InputError, Problem

WHY = SimpleNamespace(
    name_length=N_("needs a name of 1 to {most} characters"),
    name_leads_away=N_("has a name that leads to another folder: send the bare name of the file"),
    name_unseen=N_("has characters in its name that are not seen: rename it"),
    kind=N_("is of the kind {kind}, which is not taken as evidence: taken are {known}"),
    declared=N_("is declared as {declared}, but its name ends in {end}"),
    content=N_("is named {end}, but its content is {found}"),
    other_content=N_("is named {end}, but its content is of another kind"),
    empty=N_("is empty"),
    old_office=N_("is an old or password-protected Office file: save it anew, without a password"),
    other_office=N_("is an archive, but not one of the kind {end}"),
    encrypted=N_("is encrypted: save it without a password"),
    cut_off=N_("is cut off or damaged"),
    besides=N_("holds something beside its content: it could be taken for a file of another kind"),
    pixels=N_("has {width} × {height} points: 1 to {most} are taken"),
    long_line=N_("has a line of more than {most} bytes"),
    not_utf8=N_("is not text in UTF-8: save it as UTF-8"),
    control=N_("holds control characters: it is no text"),
    formula=N_("holds a cell that a spreadsheet would compute: save the values, not the formulas"),
    entities=N_("declares XML entities, which nothing here expands"),
    not_xml=N_("is not well-formed XML"),
    large_json=N_("is larger than {most} bytes, the most that is read of JSON"),
    parts=N_("holds more than {most} parts"),
    twice=N_("holds two parts of one name"),
    overlap=N_("has parts that lie over each other: refused as a bomb"),
    unpacked=N_("unpacks to more than {most} bytes: refused as a bomb"),
    ratio=N_("unpacks to more than {most} times its size: refused as a bomb"),
    part_leads_away=N_("holds a part whose name leads out of the archive"),
    link=N_("holds a link to another file"),
    damaged=N_("is damaged inside: a part is not what the archive says of it"),
    macros=N_("holds macros: save it without them"),
    external_links=N_("takes content from other files: break the links, then save it again"),
    foreign_parts=N_("has other files or programs embedded: hand those in by themselves"),
    many_products=N_("holds more than {most} products: send them in several requests"),
    large_product=N_("is larger than {most} bytes, the most that one product may have"),
    no_product_file=N_("is no product file: .json, .yaml and .xlsx are read"),
    no_products=N_("holds no products"),
)
FILE_PROBLEMS: tuple[str, ...] = tuple(vars(WHY).values())


def refuse(why: str, **params: str | int) -> InputError:
    """Word why a file is not taken."""
    return InputError(Problem("file", why.format(**params)))
