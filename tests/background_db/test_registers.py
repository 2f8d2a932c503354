from __future__ import annotations

from dataclasses import replace

from background_db.gaps import Asker, estimates, gaps
from background_db.licences import register
from footprint.background import Background


def test_gaps_say_who_asks_and_what_was_looked_at(small: Background) -> None:
    (gap,) = gaps(small)
    assert gap.dataset_id == "aluminium-fluoride"
    assert gap.looked_at.startswith("Three declarations")
    assert gap.asked_by == (Asker("aluminium-ingot-secondary-cn", 3, 0.002, "kg"),)


def test_estimates_come_with_their_method(small: Background) -> None:
    (estimate,) = estimates(small)
    assert estimate.dataset_id == "aluminium-ingot-secondary-cn"
    assert estimate.method.startswith("Melting energy of table 4")
    assert estimate.rating == 2.4
    assert estimate.taken_by == ("aluminium-ingot-secondary-cn",)


def test_the_worst_estimate_and_the_gap_most_asked_for_come_first(small: Background) -> None:
    model = small.datasets["aluminium-ingot-secondary-cn"]
    better = replace(model, id="a-better", pedigree=(1, 1, 1, 1, 1), exchanges=())
    unasked = replace(small.datasets["aluminium-fluoride"], id="a-gap")
    more = replace(small, datasets={"a-better": better, "a-gap": unasked, **small.datasets})
    assert [e.dataset_id for e in estimates(more)] == [model.id, "a-better"]
    assert [g.dataset_id for g in gaps(more)] == ["aluminium-fluoride", "a-gap"]


def test_licences_that_need_action_come_first(small: Background) -> None:
    entries = register(small)
    assert [entry.licence.id for entry in entries] == ["nc", "ask-first", "cc-by"]
    nc, ask, free = entries
    assert (nc.datasets, nc.quoting, nc.sources) == ((), (), ())
    assert ask.datasets == ask.quoting
    assert ask.sources == ("ministry-2023",)
    assert "aluminium-ingot-primary-cn" in free.datasets
    assert free.licence.attribution == "Name the authors"
