"""One day after the other: what was delivered comes in, what follows is planned and sent, some people answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from core.importing import Tally

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# When on a day: by day in all of Europe and most of America.
AT = dt.time(15, 0)
# So long after the last delivery: until nothing of it waits any more.
REST = 70


class Arrival(NamedTuple):
    """What the file says of a delivery that was made."""

    id: int
    delivered_at: dt.datetime
    delivered_on: dt.date
    installed_at: dt.datetime | None

    @property
    def completed_at(self) -> dt.datetime:
        return self.installed_at or self.delivered_at


class Said(NamedTuple):
    """How long after they were asked somebody answered, and what."""

    after: dt.timedelta
    csat: int
    comment: str


@dataclass
class Ended:
    """What the replay remembers: how many facts it brought in, and on which day a survey was left out."""

    facts: dict[int, dt.datetime] = field(default_factory=dict)
    left_out: dict[int, dt.datetime] = field(default_factory=dict)
    # Lines of the file, and those that the import could not use.
    lines: int = 0
    rejected: int = 0


def replay(purchases: Path, answers: Path | None) -> Ended:
    """Bring the purchases in, and live through their days in an otherwise empty database."""
    from customers.actions.import_purchases import import_purchases
    from customers.columns import COLUMNS, REQUIRED

    tally = _import(purchases, import_purchases, COLUMNS, REQUIRED)
    said, arrivals, ended = _said(answers), _take_back(), Ended(lines=tally.read, rejected=tally.rejected)
    if not arrivals:
        return ended
    days = _days(arrivals[0].completed_at, arrivals[-1].completed_at)
    waiting = iter([*arrivals, None])
    arrival = next(waiting)
    for now in days:
        while arrival is not None and arrival.completed_at <= now:
            _bring(arrival)
            ended.facts[arrival.id] = arrival.completed_at
            arrival = next(waiting)
        _live(now, said)
        _note_left_out(ended, now)
    return ended


def _import(file: Path, action, columns, required) -> Tally:
    from core.actors import SYSTEM
    from core.csv_reading import open_table

    with file.open("rb") as source, open_table(source, columns=columns, required=required) as table:
        return action(table=table, by=SYSTEM, now=timezone.now())


def _said(answers: Path | None) -> dict[str, Said]:
    """By order; of several answers the first."""
    from core.csv_reading import open_table
    from followups.columns import COLUMNS, REQUIRED, AnswerLine, read_answer

    found: dict[str, Said] = {}
    if answers is None:
        return found
    with answers.open("rb") as source, open_table(source, columns=COLUMNS, required=REQUIRED) as table:
        for row in table.rows():
            line = read_answer(row.values, zone="UTC", now=timezone.now())
            if isinstance(line, AnswerLine):
                after = max(HOUR, line.answered_at - line.asked_at)
                found.setdefault(line.order_ref, Said(after, line.csat, line.comment))
    return found


def _take_back() -> list[Arrival]:
    """Nothing is delivered yet: what the file knows comes in on its day, in this order."""
    from customers.models import Delivery

    told = Delivery.objects.filter(delivered_at__isnull=False)
    arrivals = [Arrival(*row) for row in told.values_list("pk", "delivered_at", "delivered_on", "installed_at")]
    told.update(delivered_at=None, delivered_on=None, installed_at=None)
    return sorted(arrivals, key=lambda one: (one.completed_at, one.id))


def _bring(arrival: Arrival) -> None:
    from customers.models import Delivery

    Delivery.objects.filter(pk=arrival.id).update(
        delivered_at=arrival.delivered_at, delivered_on=arrival.delivered_on, installed_at=arrival.installed_at
    )


def _days(first: dt.datetime, last: dt.datetime) -> Iterator[dt.datetime]:
    now, end = dt.datetime.combine(first.date(), AT, tzinfo=dt.UTC), last + REST * DAY
    while now < end:
        yield now
        now += DAY


def _live(now: dt.datetime, said: dict[str, Said]) -> None:
    """What the tasks do, one after the other."""
    from followups.actions import planning_rounds as rounds
    from followups.actions.answering import finish_abandoned
    from followups.actions.capacity import fit_calls
    from followups.actions.dispatch import dispatch_due
    from followups.actions.fallbacks import call_instead
    from followups.actions.loop_closing import close_loops
    from followups.actions.reminding import remind_due

    rounds.plan_fresh(now=now)
    rounds.plan_everything(now=now)
    rounds.tidy_calls(now=now)
    while dispatch_due(now=now).seen:
        pass
    _answer(now, said)
    while remind_due(now=now).seen:
        pass
    while call_instead(now=now):
        pass
    fit_calls(now=now)
    while finish_abandoned(now=now):
        pass
    close_loops(now=now)


def _answer(now: dt.datetime, said: dict[str, Said]) -> None:
    """Whoever answered the other shop answers ours as long after the letter as they did then."""
    from followups.actions.answering import finish_survey, record_answer
    from followups.models import Invitation
    from followups.questionnaires import script_of

    open_ = Invitation.objects.open(now).filter(started_at=None).select_related("questionnaire", "purchase")
    for invitation in open_:
        answer = said.get(invitation.purchase.order_ref) if invitation.purchase else None
        at = invitation.sent_at + answer.after if answer else None
        if at is None or at > now or at >= invitation.expires_at:
            continue
        script = script_of(invitation.questionnaire.items)
        record_answer(invitation=invitation, question=script.score, value=answer.csat, now=at)
        if answer.comment and (comment := script.question("comment")):
            record_answer(invitation=invitation, question=comment, text=answer.comment, now=at)
        finish_survey(invitation=invitation, now=at)


def _note_left_out(ended: Ended, now: dt.datetime) -> None:
    from followups.models import Invitation

    for pk in Invitation.objects.filter(state="suppressed").values_list("pk", flat=True):
        ended.left_out.setdefault(pk, now)
