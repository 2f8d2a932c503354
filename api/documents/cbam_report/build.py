"""An installation with its figures in, a PDF out: the same document, law and language give the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from api.documents.cbam_report import checking, emissions, goods, identity
from api.documents.cbam_report.contents import contents
from api.documents.cbam_report.study import Study
from api.documents.cbam_report.words import HERE
from api.documents.declaration.blocks import Section
from api.documents.typeset import appearance, shorten, typeset
from footprint.cbam.nomenclature import written_cn


def report(study: Study, document: bytes, figures: bytes) -> bytes:
    """Typeset the operator's report as PDF/A-3, with the installation document and the figures embedded.

    English is the language of the act (Art 10(4)); the Chinese editions are marked as working copies.

    Parameters
    ----------
    document, figures : bytes
        JSON as it is attached: ``installation.json`` and ``figures.json``.

    Raises
    ------
    RecordError
        An item of Annex IV stands nowhere.
    SetupError
        The fonts are not installed.
    """
    return typeset(
        HERE / "template.typ",
        data(study),
        {"installation": document.decode(), "figures": figures.decode()},
        datetime.combine(study.result.period[1], time(), UTC),
        root=HERE.parent,
    )


def data(study: Study) -> dict[str, Any]:
    """Return what the template sets."""
    site, period = study.installation.site, study.installation.period
    parts = sections(study)
    return {
        **appearance(study.language),
        "title": f"{study.say('title')} – {site.name}",
        "running": shorten(site.name),
        "author": site.operator or site.name,
        "page": study.say("page"),
        "notice": study.say("notice_short"),
        "cover": {
            "bands": _bands(study),
            "title": study.say("title"),
            "act": study.say("act"),
            "name": site.name,
            "operator": site.operator or f"{study.say('row.operator_of')}: {study.say('not_given')}",
            "period": f"{period.start} – {period.end}",
            "notice": study.say("notice"),
            "status": study.say("status"),
            "goods_head": study.say("goods_head"),
            "goods": _goods(study).to_dict(),
        },
        "sections": [part.to_dict() for part in parts],
    }


def sections(study: Study) -> tuple[Section, ...]:
    """Return every chapter, the checklist last."""
    parts = (
        identity.identity(study), identity.plan(study), emissions.totals(study), emissions.attribution(study),
        emissions.electricity(study), goods.goods(study), goods.precursors(study), checking.verifier(study),
        checking.findings(study), checking.law(study),
    )  # fmt: skip
    return (*parts, contents(study, parts))


def _bands(study: Study) -> list[str]:
    bands = [study.say("demonstration")] if study.installation.demonstration else []
    return bands if study.language == "en" else [*bands, study.say("working_copy")]


def _goods(study: Study) -> Section:
    rows = (
        (written_cn(g.cn), g.name, study.n(g.level), study.see(p.of_good(g).direct), study.indirect(p, g))
        for p in study.result.processes
        for g in p.goods
    )
    return Section("cover", "", (study.table("cover_goods", "cn *name >tonnes >see_dir >see_indir", rows),))
