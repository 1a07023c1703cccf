"""The terms of the law: their last day, their moment, and which of them a case has. Pure.

Counted as the Spanish Civil Code counts (art. 5) and so most others: days leave out the one on which it begins, unless
the text counts it; working days are Monday to Friday that are no holiday where the customer is; months run date to
date, and a day that does not exist becomes the last of its month; hours are exact. A term ends with its last day, by
the customer's clock, and is not moved when that day is a holiday: so it is never later than the law has it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import count, islice

from core.places import Place, region_code
from tickets.clock_facts import Change, History, Wanted
from tickets.states import FROM_THE_COMPLAINT, ClockState, DeadlineEvent, Due, Resolution, TermUnit, Turn
from warranties.calendar import add_days, add_months, months_with_first_day
from warranties.jurisdictions import jurisdiction

END_OF_DAY = dt.time(23, 59, 59)
ONE_DAY = dt.timedelta(days=1)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)

# With these a thing that the law wants is done; where another remedy took its place nothing is left to repair.
_MENDED = frozenset({Resolution.REPAIRED, Resolution.REPLACED, Resolution.REFUNDED, Resolution.PRICE_REDUCED})
_ANSWERED = frozenset(Resolution)
ENDED_BY: dict[str, frozenset[Resolution]] = {
    DeadlineEvent.BILLING: _ANSWERED,
    DeadlineEvent.CONTINUITY: _ANSWERED,
    DeadlineEvent.FORM: _ANSWERED,
    DeadlineEvent.CONFORMITY: _MENDED,
    DeadlineEvent.REPAIR: _MENDED,
    DeadlineEvent.REPLACEMENT: _MENDED,
    DeadlineEvent.REFUND: frozenset({Resolution.REFUNDED}),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A length as the law writes it."""

    amount: int
    unit: TermUnit
    counts_first_day: bool = False


@dataclass(frozen=True, slots=True)
class BindingRule:
    """A term of law that counts here, as its row has it."""

    id: int
    jurisdiction: str
    event: DeadlineEvent
    term: Term
    kinds: tuple[str, ...] = ()  # empty: of any
    consumers_only: bool = True
    completion_days: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def is_in_force(self, day: dt.date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def is_about(self, kinds: Collection[str]) -> bool:
        return not self.kinds or not set(self.kinds).isdisjoint(kinds)


@dataclass(frozen=True, slots=True)
class Start:
    """Something from which the law counts, that somebody said and did not withdraw."""

    id: int
    event: str
    at: dt.datetime
    done_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """The customer was asked for what is missing, and that was not withdrawn."""

    id: int
    asked_at: dt.datetime
    due_at: dt.datetime
    completed_at: dt.datetime | None = None
    carried: bool = False  # in a case that was merged into the one that has it now


Asked = tuple[Completion, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case as the law looks at it. `at`: since when it goes on in another one; `merged`: those that do so in it.

    `asked`: what its customer was asked in it, wherever that is completed.
    """

    at: dt.datetime
    history: History
    kinds: frozenset[str]
    asked: Asked = ()
    merged: tuple[Complaint, ...] = ()

    def all_kinds(self) -> frozenset[str]:
        return self.kinds.union(*(one.all_kinds() for one in self.merged))


@dataclass(frozen=True, slots=True)
class _Run:
    """From when a term is counted, and until when."""

    anchor: str
    starts_at: dt.datetime
    ended_at: dt.datetime | None = None


def jurisdictions(country: str, region: str) -> tuple[str, ...]:
    """Whose law counts, the country's first: («ES», «ES-AN»). A region that is not known has none of its own."""
    land, part = jurisdiction(country), region_code(country, region)
    return (land, f"{land}-{part.upper()}") if part else (land,)


def last_day(term: Term, day: dt.date, place: Place) -> dt.date:
    """The last day, inclusive, of a term in days or months that begins on that local day."""
    first = day if term.counts_first_day else day + ONE_DAY
    match term.unit:
        case TermUnit.CALENDAR_DAYS:
            return add_days(first, term.amount - 1)
        case TermUnit.MONTHS:
            return (months_with_first_day if term.counts_first_day else add_months)(day, term.amount)
        case TermUnit.WORKING_DAYS:
            following = (first + n * ONE_DAY for n in count())
            return next(islice(filter(place.is_working_day, following), term.amount - 1, None))
        case _:
            raise ValueError("hours have no last day")


def due_moment(term: Term, start: dt.datetime, place: Place) -> dt.datetime:
    """The UTC instant at which the term ends: that of its last second there, or so many hours later."""
    if term.unit == TermUnit.HOURS:
        return start + dt.timedelta(hours=term.amount)
    return place.at(last_day(term, start.astimezone(place.zone).date(), place), END_OF_DAY)


def wanted(
    history: History,
    *,
    kinds: Collection[str],
    is_consumer: bool,
    jurisdictions: Collection[str],
    rules: Iterable[BindingRule],
    starts: Iterable[Start] = (),
    completions: Iterable[Completion] = (),
    merged: Iterable[Complaint] = (),
    place: Place,
) -> list[Wanted]:
    """The clocks of the law that a case has, none while it is set aside, and those of what the customer has to send.

    What begins with the complaint («answer», «alternatives») ends when the case is resolved. Opened again by us it goes
    on as it was; opened again by the customer, a new term begins with their words. A complaint that was merged into the
    case while it was open is owed its answer here, by its own day. What somebody said to have begun
    ends when it is done, or when the case is resolved in a way that does it. Nothing pauses, save where the rule lets
    the customer complete what is missing: a request that comes in time stops its term, which begins anew when they
    have.
    """
    if history.aside:
        return []
    starts, asked = list(starts), sorted(completions, key=lambda one: (one.asked_at, one.id))
    own = tuple(one for one in asked if not one.carried)
    case = Complaint(history.opened_at, history, frozenset(kinds), own, tuple(merged))
    kinds = case.all_kinds()
    found = [_completion(one, history) for one in asked]
    for rule in rules:
        if rule.jurisdiction not in jurisdictions or (rule.consumers_only and not is_consumer):
            continue
        if rule.event in FROM_THE_COMPLAINT:
            found += [clock for clock, _asked in _of_complaint(rule, case, place)]
        elif rule.is_about(kinds):
            runs = [_started(one, history.changes) for one in starts if one.event == rule.event]
            found += [_clock(rule, run, own, place) for run in runs if _is_in_force(rule, run.starts_at, place)]
    return found


def _of_complaint(
    rule: BindingRule, case: Complaint, place: Place, until: dt.datetime | None = None
) -> list[tuple[Wanted, Asked]]:
    """The clock of each run of a complaint: its own, or that of one that was merged into it meanwhile and is due first,
    with what the customer was asked that may stop it; as it was at `until`.

    What the customer was asked before that is nothing to the one that came, which brings its own. Into a case that is
    no complaint itself, one that comes brings its term; into one that is resolved, none: it was answered there.
    """
    found, counts = [], rule.is_about(case.kinds)
    for run in _complaint(case.history):
        begun = [(run.starts_at, case.asked)] if counts else []
        for one in case.merged:
            at = max(one.at, case.history.opened_at)
            goes_on = run.starts_at <= at and (run.ended_at is None or at < run.ended_at)
            if goes_on and (brought := _open_since(rule, one, place)):
                since, asked = brought
                begun.append((since, (*asked, *(it for it in case.asked if it.asked_at >= at))))
        counts = counts or bool(begun)
        clocks = [
            (_clock(rule, _Run(run.anchor, since, run.ended_at), asked, place, until), asked)
            for since, asked in begun
            if _is_in_force(rule, since, place)
        ]
        if clocks:
            found.append(min(clocks, key=lambda it: (it[0].due_at or NEVER, it[0].starts_at)))
    return found


def _open_since(rule: BindingRule, case: Complaint, place: Place) -> tuple[dt.datetime, Asked] | None:
    """From when a complaint counts that was not answered when it was merged, with what may stop it; None when it was,
    or was none.
    """
    found = _of_complaint(rule, case, place, until=case.at)
    return (found[-1][0].starts_at, found[-1][1]) if found and not found[-1][0].ended_at else None


def _is_in_force(rule: BindingRule, at: dt.datetime, place: Place) -> bool:
    return rule.is_in_force(at.astimezone(place.zone).date())


def _complaint(history: History) -> list[_Run]:
    """The complaint, and each time that the customer took it up again after we had resolved it."""
    runs = [_Run("opened", history.opened_at)]
    for change in history.changes[1:]:
        run = runs[-1]
        if change.turn == Turn.NOBODY:
            runs[-1] = _Run(run.anchor, run.starts_at, run.ended_at or change.at)
        elif run.ended_at and change.by_customer and change.message:
            runs.append(_Run(f"said:{change.message}", change.at))
        else:
            runs[-1] = _Run(run.anchor, run.starts_at)
    return runs


def _started(start: Start, changes: Iterable[Change]) -> _Run:
    ends = start.done_at or _ended(start.at, changes, ENDED_BY.get(start.event, frozenset()))
    return _Run(f"start:{start.id}", start.at, ends)


def _ended(since: dt.datetime, changes: Iterable[Change], by: Collection[str]) -> dt.datetime | None:
    """When it was resolved in one of these ways; it was not, if it was we who opened the case again."""
    ended = None
    for change in changes:
        if change.at < since:
            continue
        if change.turn == Turn.NOBODY:
            ended = ended or (change.at if change.resolution in by else None)
        elif not change.by_customer:
            ended = None
    return ended


def _clock(
    rule: BindingRule, run: _Run, asked: Iterable[Completion], place: Place, until: dt.datetime | None = None
) -> Wanted:
    anchor, starts_at, stopped = run.anchor, run.starts_at, False
    for one in asked if rule.completion_days else ():
        due = due_moment(rule.term, starts_at, place)
        # A term that has passed is not brought back by asking for something.
        if not starts_at <= one.asked_at <= min(due, run.ended_at or due):
            continue
        end = run.ended_at or until
        if one.completed_at is None or (end and one.completed_at >= end):
            stopped = True
            break
        starts_at = one.completed_at
        if rule.event in FROM_THE_COMPLAINT:
            anchor = f"completion:{one.id}"
    return Wanted(
        due=Due.LEGAL,
        anchor=anchor,
        state=ClockState.ENDED if run.ended_at else ClockState.PAUSED if stopped else ClockState.RUNNING,
        starts_at=starts_at,
        rule=rule.id,
        due_at=None if stopped else due_moment(rule.term, starts_at, place),
        ended_at=run.ended_at,
    )


def _completion(one: Completion, history: History) -> Wanted:
    """The customer's own time. The case is resolved without what they had to send, or it came."""
    ended = one.completed_at or _ended(one.asked_at, history.changes, _ANSWERED)
    return Wanted(
        due=Due.COMPLETION,
        anchor=f"completion:{one.id}",
        state=ClockState.ENDED if ended else ClockState.RUNNING,
        starts_at=one.asked_at,
        due_at=one.due_at,
        ended_at=ended,
    )
