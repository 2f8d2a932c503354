"""Who bears how much of what is known for the installation as a whole (IR (EU) 2025/2547 Annex III A.1, A.2).

Users with a meter each bear by their meters, corrected so that they add up to the installation's figure:
RecF = D_inst / Σ D_pp (Eq 41), D_corr = D_pp · RecF (Eq 42). Users without meters bear by activity level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from footprint.cbam.parts import User
from footprint.cbam.trace import Trace


def reconciliation(whole: float, parts: float) -> float:
    """Return the reconciliation factor (Eq 41).

    Raises
    ------
    ZeroDivisionError
        Nothing was metered at the users of something that is there.
    """
    if parts == 0 and whole == 0:
        return 1.0
    return whole / parts


def shares(
    users: Sequence[User], whole: float, unit: str, levels: Mapping[str, float], figure: str, trace: Trace
) -> dict[str, float]:
    """Return the share of each user in the whole; they add up to 1.

    Parameters
    ----------
    users : sequence of User
        All with an amount, or none.
    whole : float
        Figure of the installation [unit].
    levels : mapping
        Activity level of each process [t].
    figure : str
        What is shared, for the trace.
    """
    if len(users) == 1 and users[0].amount is None:
        return {users[0].name: 1.0}
    metered = {user.name: user.amount.to(unit) for user in users if user.amount is not None}
    if not metered:
        together = sum(levels[user.name] for user in users)
        found = {user.name: levels[user.name] / together for user in users}
        for name, share in found.items():
            trace.note(f"{figure}.share[{name}]", "Annex III A.2", share, "1", "", AL=levels[name], AL_all=together)
        return found
    together = sum(metered.values())
    if together == 0:  # nothing was used, so nothing is shared
        return dict.fromkeys(metered, 1.0 / len(metered))
    factor = reconciliation(whole, together)
    trace.note(f"{figure}.RecF", "Eq 41, 42", factor, "1", "", D_inst=whole, sum_D_pp=together)
    return {name: amount / together for name, amount in metered.items()}
