"""Whether a survey goes out now: later, not at all, or to which address. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followups.facts import is_dialled
from followups.states import Medium, Reason


@dataclass(frozen=True)
class Send:
    """It goes now, to an e-mail address or, `by_text`, to a phone."""

    to: str
    by_text: bool = False


@dataclass(frozen=True)
class Suppress:
    """It does not go, and why."""

    reason: Reason


@dataclass(frozen=True)
class PutOff:
    """It is looked at again then."""

    until: dt.datetime


Verdict = Send | Suppress | PutOff


@dataclass(frozen=True)
class Known:
    """What is known of a survey on the day. Moments are None where there is none, reasons where nothing is in the way.

    `gone`: what it was about is no more so; `unspoken`: the person is not to be asked at all.
    """

    gone: Reason | None
    unspoken: Reason | None
    safety: bool
    open_case: bool
    too_late_at: dt.datetime | None
    due_at: dt.datetime
    # From when on the person may be asked again.
    rested_at: dt.datetime | None
    # Of a plan that is switched off, and of a survey that lets another one go first: not before then.
    waits_until: dt.datetime | None
    send: Send | None


def decide(known: Known, now: dt.datetime) -> Verdict:
    """What becomes of a survey that is due; the first thing that is in its way tells."""
    whys = (
        (known.gone is not None, known.gone),
        (known.unspoken is not None, known.unspoken),
        (known.send is None, Reason.NO_ADDRESS),
        (known.safety, Reason.SAFETY),
        (known.too_late_at is not None and now >= known.too_late_at, Reason.TOO_LATE),
        (known.open_case, Reason.OPEN_CASE),
    )
    if why := next((reason for holds, reason in whys if holds), None):
        return Suppress(why)
    later = max(known.due_at, known.waits_until or known.due_at)
    if later > now:
        return PutOff(later)
    if known.rested_at is not None and now < known.rested_at:
        return Suppress(Reason.ASKED_RECENTLY)
    assert known.send
    return known.send


def address_of(medium: str, email: str, phone: str, *, texts: bool) -> Send | None:
    """Where a survey by that medium goes; None where there is no such address. `texts`: some can be sent."""
    if medium != Medium.SMS and email:
        return Send(email)
    return Send(phone, by_text=True) if medium != Medium.EMAIL and texts and is_dialled(phone) else None
