"""What the law does not let a machine do to a case. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tickets.deeds import Deed
from tickets.states import Status, Trigger
from tickets.triggers import Line, triggers_of

# What sets a rule off only because time passed: hours, a deadline, the moment of a promise.
ON_TIME = (Trigger.TIME, Trigger.LATE, Trigger.PROMISE_BROKEN)
OVER = (Status.RESOLVED, Status.CLOSED)
# What the lines of a rule say that acts in the end because time passed, so that the next rule knows it.
TIMED = "timed"


def may_rule(trigger: Trigger, deeds: Iterable[Deed]) -> str | None:
    """Why a rule with this trigger may not do these deeds, in a sentence; None when it may.

    No case ends because time passed (Ley 10/2025 art. 13.2): a person resolves it, and says how. Steps of escalations
    are taken because time passed too: ask with `Trigger.LATE`.
    """
    if trigger in ON_TIME and any(_ends(deed) for deed in deeds):
        return _(
            "No case is resolved or closed because time passed (Ley 10/2025, art. 13.2): a person does it. Tell "
            "somebody instead, or give the case to somebody."
        )
    return None


def is_timed(line: Line) -> bool:
    """Whether a line was written because time passed: itself, by a step of an escalation, or by rules that began so."""
    return "step" in line.data or TIMED in line.data or any(trigger in ON_TIME for trigger in triggers_of(line))


def _ends(deed: Deed) -> bool:
    return deed.do == "resolve" or (deed.do == "state" and deed.to in OVER)
