"""What the customer may ask for, in the law's order (TRLGDCU 118, 119, 119 ter). Pure."""

from __future__ import annotations

from datetime import date

from warranties.decision import RemedyOption
from warranties.facts import Facts
from warranties.states import Condition, Remedy, Severity

DIGITAL = (Condition.DIGITAL_CONTENT.value, Condition.DIGITAL_ELEMENT.value)


def legal_remedies(facts: Facts, shown: date | None) -> tuple[RemedyOption, ...]:
    """First conformity, as the customer chooses; then money back, open at once after an attempt or when it is serious.

    A minor defect gives no right to terminate (119 ter 2), so that remedy is left out.
    """
    first = (Remedy.CONFORMITY,) if facts.condition in DIGITAL else (Remedy.REPAIR, Remedy.REPLACEMENT)
    opened = facts.severity == Severity.SERIOUS or _tried(facts, shown)
    second = [Remedy.PRICE_REDUCTION]
    if facts.severity != Severity.MINOR:
        second.append(Remedy.TERMINATION)
    return tuple(RemedyOption(remedy, 1) for remedy in first) + tuple(
        RemedyOption(remedy, 2, open=opened) for remedy in second
    )


def _tried(facts: Facts, shown: date | None) -> bool:
    """Any lack of conformity that shows after the trader's attempt counts, the same defect or another (119 c)."""
    if facts.failed_repair_before is not None:
        return facts.failed_repair_before
    return shown is not None and any(stay.returned and stay.returned <= shown for stay in facts.custody)
