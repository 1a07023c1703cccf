"""The first lines of the front page: three sentences that say what matters today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postventa.templatetags.house import duration
from reports.queries.today import Today

MOST = 3
LONG = dt.timedelta(days=1)


@dataclass(frozen=True)
class Headline:
    """A sentence, how grave it is, and where to do something about it."""

    text: str
    tone: str
    icon: str
    url: str = ""


def headlines(today: Today, now: dt.datetime) -> list[Headline]:
    """The gravest things first, three at most; when little is wrong, what goes well is said too."""
    desk, calls = reverse("desk:tickets"), reverse("desk:calls")
    found = [
        _safety(today, desk),
        _unassigned(today, desk),
        _waiting(today, now, desk),
        _calls(today, now, calls),
        _not_arrived(today),
        _unhappy(today),
    ]
    urgent = [headline for headline in found if headline]
    return (urgent + _calm(today, desk))[:MOST]


def _safety(today: Today, url: str) -> Headline | None:
    if not today.safety:
        return None
    text = ngettext(
        "%(n)s open case speaks of danger: a person has to look at it today.",
        "%(n)s open cases speak of danger: a person has to look at them today.",
        today.safety,
    )
    return Headline(text % {"n": today.safety}, "bad", "octagon-alert", f"{url}?view=safety")


def _unassigned(today: Today, url: str) -> Headline | None:
    if not today.unassigned:
        return None
    text = ngettext("%(n)s case has nobody in charge.", "%(n)s cases have nobody in charge.", today.unassigned)
    return Headline(text % {"n": today.unassigned}, "warn", "user-x", f"{url}?view=unassigned")


def _waiting(today: Today, now: dt.datetime, url: str) -> Headline | None:
    if today.waiting_since is None or now - today.waiting_since < LONG:
        return None
    text = ngettext(
        "%(n)s case waits for us, since %(time)s ago.",
        "%(n)s cases wait for us, one of them since %(time)s ago.",
        today.ours,
    )
    return Headline(
        text % {"n": today.ours, "time": duration(now - today.waiting_since)}, "warn", "hourglass", f"{url}?view=ours"
    )


def _calls(today: Today, now: dt.datetime, url: str) -> Headline | None:
    if today.calls_since is None:
        return None
    text = ngettext(
        "%(n)s follow-up call is due, for %(time)s now.",
        "%(n)s follow-up calls are due, the first for %(time)s now.",
        today.calls,
    )
    late = now - today.calls_since
    tone = "warn" if late > LONG else "info"
    return Headline(text % {"n": today.calls, "time": duration(late)}, tone, "phone", url)


def _not_arrived(today: Today) -> Headline | None:
    if not today.not_arrived:
        return None
    text = ngettext(
        "%(n)s delivery should have arrived and has not.",
        "%(n)s deliveries should have arrived and have not.",
        today.not_arrived,
    )
    return Headline(text % {"n": today.not_arrived}, "warn", "truck")


def _unhappy(today: Today) -> Headline | None:
    if not today.unhappy:
        return None
    text = ngettext(
        "%(n)s customer told us in the last seven days that they are not satisfied.",
        "%(n)s customers told us in the last seven days that they are not satisfied.",
        today.unhappy,
    )
    return Headline(text % {"n": today.unhappy}, "warn", "frown", "#voices")


def _calm(today: Today, url: str) -> list[Headline]:
    """What can be said when nothing, or little, is wrong."""
    found = []
    if today.open:
        text = ngettext("%(n)s case is open and in hand.", "%(n)s cases are open and in hand.", today.open)
        if not today.unassigned:
            found.append(Headline(text % {"n": today.open}, "good", "circle-check", url))
    else:
        found.append(Headline(_("There is no open case."), "good", "circle-check", url))
    if not today.calls:
        found.append(Headline(_("No follow-up call is due."), "good", "circle-check"))
    if not today.not_arrived:
        found.append(Headline(_("No delivery is overdue."), "good", "circle-check"))
    return found
