"""What a verifier looks at: materiality, the plan of samples, findings, evidence, and the law that was used."""

from __future__ import annotations

from typing import Any

from api.documents.cbam_report.study import NONE, Study
from api.documents.declaration.blocks import Section
from api.messages import describe, severity
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.verification import MATERIALITY, Source


def verifier(study: Study) -> Section:
    """Say how large an error may be, and where to look first."""
    view = study.view
    chosen = len(view.sample)
    drawn = study.say("drawn", seed=view.seed) if view.seed is not None else study.say("not_drawn")
    return study.section(
        "verifier",
        study.table(
            "materiality", "cn >tonnes >priced >embedded >threshold >per_tonne >sefa_threshold",
            (
                (
                    written_cn(m.cn), study.n(m.level), study.see(m.specific), study.n(m.total),
                    study.n(m.threshold), study.see(m.specific_threshold),
                    study.see(_allocated(study, m.process, m.cn)),
                )
                for m in view.materiality
            ),
            note=study.say("materiality_note", share=study.share(MATERIALITY)),
        ),
        study.table(
            "sample", "kind *source >emissions >share *reasons evidence",
            ((*_source(study, s), study.list(study.word("reason", r) for r in s.reasons),
              study.list(s.evidence)) for s in view.sample),
            note=" ".join((study.say("sample_note", chosen=chosen, of=len(view.sources)), drawn)),
        ),
        study.prose("visit", study.say("visit_text"), study.say("levels_text")),
    )  # fmt: skip


def _allocated(study: Study, process: str, cn: str) -> float | None:
    found = study.allocations.get((process, cn))
    return MATERIALITY * found.sefa if isinstance(found, Allocation) else None


def _source(study: Study, s: Source) -> tuple[str, str, str, str]:
    rows: tuple[Any, ...] = (*study.installation.streams, *study.installation.measured, *study.installation.cells,
            *study.installation.precursors, *study.installation.processes)  # fmt: skip
    name = next((row.name for row in rows if row.id == s.id), "")
    return (
        study.word("contribution", s.kind),
        f"{name} ({s.id})" if name else s.id,
        study.n(s.emissions),
        study.share(s.share),
    )


def findings(study: Study) -> Section:
    """Say what the checks found, and which documents the figures name."""
    return study.section(
        "findings",
        study.table(
            "findings", "severity where *says",
            ((severity(f, study.language), f.where, describe(f, study.language)) for f in study.result.findings),
            empty=study.say("no_findings"),
        ),
        study.table(
            "evidence", "id kind *title *issuer file",
            (
                (e.id, e.kind, e.title or e.reference, e.issuer, e.file or study.say("not_given"))
                for e in study.installation.evidence
            ),
            note=study.say("evidence_note"),
        ),
    )  # fmt: skip


def law(study: Study) -> Section:
    """Name the law and its tables, so that the figures can be calculated again."""
    used = study.law
    return study.section(
        "law",
        study.facts(
            "law",
            study.row("as_of", used.as_of.isoformat()),
            study.row("known_on", used.known_on.isoformat() if used.known_on else study.say("all_published")),
            study.row("method", used.method),
            study.row("mark_up", study.say("yes" if study.result.mark_up else "no")),
            study.row("document", study.document_sha256, code=True),
            note=study.say("law_note"),
        ),
        study.table(
            "versions", "id *act published since grade",
            (
                (
                    row["id"], f"{row['title']}, {row['locator']}", row["published_at"], row["valid_from"],
                    row["grade"],
                )
                for row in used.versions
            ),
        ),
        study.table("tables", "file *sha256", ((name, digest or NONE) for name, digest in used.tables.items())),
    )  # fmt: skip
