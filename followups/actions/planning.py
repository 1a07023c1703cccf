"""The planner: fresh facts become calls to make and surveys to send, each by the first plan that it fits.

Every verb here may run twice, at once, and after a crash. A chunk is read and written in one transaction by whoever
holds the turn of its kind of facts; another planner leaves at once, and the database keeps one row per fact whatever
happens. Who is not to be called or asked gets the row too, suppressed and with the reason: every fact is accounted for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from core.sms import can_text
from followups.actions.lanes import lane_of
from followups.actions.planning_arms import draw_arms
from followups.actions.planning_rows import Rows
from followups.actions.planning_troubles import note_hours, note_people, note_unplanned
from followups.deciding import Deciding
from followups.facts import Fact, Subject
from followups.models import PlanVersion
from followups.queries.wishes import wishes_of
from followups.states import Means, Rank, Reason
from followups.times import Drawer, Times

log = structlog.get_logger(__name__)

TURN = 5010  # the class of our advisory locks; any number that nobody else uses
CHUNK = 5000
Read = Callable[[tuple[dt.datetime, int] | None, int], Sequence[Fact]]


class Planner:
    """One pass over the facts of a subject, by the plans in force."""

    def __init__(self, subject: Subject, versions: Sequence[PlanVersion], now: dt.datetime) -> None:
        self.subject, self.now = subject, now
        self.plans: Mapping[int, PlanVersion] = {version.pk: version for version in versions}
        self.deciding = Deciding(subject, can_text(), now)
        self.drawer = Drawer(now)
        self.lanes: dict[Times, int] = {}

    def run(self, read: Read) -> int:
        """Plan what is read, a chunk to a transaction, until nothing is left or another has the turn; how many rows."""
        total, after = 0, None
        while True:
            with transaction.atomic():
                if not _take_turn(self.subject):
                    return total
                facts = read(after, CHUNK)
                total += self.plan(facts)
            if len(facts) < CHUNK:
                return total
            after = (facts[-1].at, facts[-1].id)

    def run_over(self, facts: Iterable[Fact]) -> int:
        """The same of facts that are at hand; the keys of the tables see to what somebody else planned meanwhile."""
        total, rest = 0, iter(facts)
        while some := list(islice(rest, CHUNK)):
            with transaction.atomic():
                if not _take_turn(self.subject):
                    return total
                total += self.plan(some)
        return total

    def plan(self, facts: Sequence[Fact]) -> int:
        """Write the rows of these facts, in the caller's transaction; how many calls and surveys.

        A fact of which no row can be made does not keep the others from being planned: it is found by halves, and a
        person has to look at it.
        """
        if not facts:
            return 0
        try:
            with transaction.atomic():
                return self._write(facts)
        except (OperationalError, InterfaceError):
            raise  # the server, not the facts: the next round finds them again
        except Exception as error:
            self.lanes.clear()  # those made in what came to nothing are not there
            if len(facts) == 1:
                log.exception("not_planned", subject=self.subject.column, fact=facts[0].id)
                note_unplanned(self.subject, facts[0], type(error).__name__, self.now)
                return 0
        half = len(facts) // 2
        return self.plan(facts[:half]) + self.plan(facts[half:])

    def _write(self, facts: Sequence[Fact]) -> int:
        wished = wishes_of(fact.person for fact in facts)
        rows, tried = Rows(), []
        for fact in facts:
            plan = self.plans[fact.plan]
            times = self.drawer.times(plan, fact.person)
            decided = self.deciding.decide(fact, plan, times, wished.of(fact.person))
            if decided.asked is not None:
                rows.surveys.append(self._survey(fact, plan, times, decided.asked))
            if self.deciding.is_tried(decided, plan):
                tried.append((fact, plan, times))
            elif decided.called is not None:
                rows.calls.append(self._call(fact, plan, times, decided.called))
        if tried:
            self._assign(tried, rows)
        count = rows.write(self.subject, self.now)
        called = [fact.person for fact in facts if self.plans[fact.plan].means != Means.SURVEY]
        note_people([fact.person for fact in facts], called, self.now)
        note_hours(self.drawer.plans_without_hours(), self.now)
        return count

    def _assign(self, tried: list[tuple[Fact, PlanVersion, Times]], rows: Rows) -> None:
        """Give each its place in the experiment: it is called, or held out."""
        drawn = draw_arms(self.subject, [(fact, plan, times.place.country) for fact, plan, times in tried])
        rows.arms += ["\t".join(map(str, arm)) + "\n" for arm in drawn.new]
        for fact, plan, times in tried:
            rows.calls.append(self._call(fact, plan, times, Reason.HELD_OUT if drawn.held_out[fact.id] else ""))

    def _lane(self, times: Times) -> int:
        if times not in self.lanes:
            self.lanes[times] = lane_of(place=times.place, plan=times.plan).pk
        return self.lanes[times]

    def _call(self, fact: Fact, plan: PlanVersion, times: Times, reason: str) -> str:
        is_late = fact.late and self.subject.column == "delivery"
        rank = Rank.LATE if is_late else Rank.USUAL
        due = times.call_at(fact.at)
        told = f"{plan.pk}\t{self._lane(times)}\t{fact.person.id}\t{rank.value}\t{due}\t{reason}"
        return f"{fact.id}\t{fact.about_on or _NULL}\t{told}\n"

    def _survey(self, fact: Fact, plan: PlanVersion, times: Times, reason: str) -> str:
        purchase = fact.purchase if self.subject.column == "delivery" else None
        told = f"{plan.questionnaire_id}\t{plan.medium}\t{fact.person.id}\t{purchase or _NULL}"
        return f"{fact.id}\t{fact.about_on or _NULL}\t{plan.pk}\t{told}\t{times.survey_at(fact.at)}\t{reason}\n"


_NULL = r"\N"


def _take_turn(subject: Subject) -> bool:
    """Whether nobody else is planning facts of that kind, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [TURN, subject.call])
        return bool(cursor.fetchone()[0])
