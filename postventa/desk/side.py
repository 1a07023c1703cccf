"""What stands beside the conversation of a case. Each part is read only if its template is rendered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.causes import BETWEEN
from core.models import User
from postventa.desk.coverage_card import CoverageCard
from postventa.desk.law_card import LawCard
from tickets.models import OwnField, Ticket
from tickets.queries.beside import Beside, Stated, beside
from tickets.queries.kin import SHOWN, Kin, Role, kin_of
from tickets.queries.promises import Owed
from tickets.queries.proposals import Offered
from tickets.queries.visits import Visits, visits_of
from tickets.states import FieldType, Kind, Priority, ReachBy, ReachWhen, Status, Topic, UsedFor

QUICK_MINUTES = (5, 15, 30)
MANY_OPTIONS = 10  # more than these are looked for by typing

Option = tuple[object, str]


@dataclass(frozen=True, slots=True)
class Pick:
    """A fact with a list to choose from. Without `options` the list is fetched when it is opened."""

    noun: str
    label: str
    value: str
    key: str = ""
    options: tuple[Option, ...] = ()
    now: object = None
    needed: bool = False

    @property
    def many(self) -> bool:
        return len(self.options) > MANY_OPTIONS


@dataclass(frozen=True, slots=True)
class Own:
    """A field of the company's own, with what this case says in it."""

    label: str
    value: str
    day: dt.date | None
    needed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Cases in the same role; `more`: not all are shown."""

    role: Role
    label: str
    cases: list[Kin]
    more: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the customer stated besides their words, to be read."""

    topic: str
    symptom: str
    danger: bool
    used: str
    before: str
    reach: str
    phone: str
    articles: int

    @classmethod
    def of(cls, said: Stated) -> Told:
        english = (get_language() or "").startswith("en")
        when = str(ReachWhen(said.reach_when).label) if said.reach_when else ""
        return cls(
            topic=str(Topic(said.topic).label),
            symptom=(said.words_en if english else said.words_es) or "",
            danger=said.danger,
            used=str(UsedFor(said.used_for).label) if said.used_for else "",
            before=said.before,
            reach=BETWEEN.join(part for part in (str(ReachBy(said.reach_by).label), when) if part),
            phone=said.reach_phone,
            articles=said.articles_read,
        )


class Side:
    """Mixed into the page of a case."""

    user: User
    ticket: Ticket
    now: dt.datetime
    coverage: CoverageCard | None
    family: list[int]

    @property
    def is_here(self) -> bool:
        """Whether the case does not go on in another one."""
        return self.ticket.merged_into_id is None

    @cached_property
    def beside(self) -> Beside:
        return beside(self.ticket)

    @cached_property
    def is_confirmed(self) -> bool:
        """Whether somebody stands by the newest decision."""
        return self.coverage is not None and self.ticket.confirmed_decision_id == self.coverage.row.pk

    @property
    def confirmation(self) -> tuple[str, dt.datetime] | None:
        """Who does, since when."""
        return self.beside.confirmed if self.is_confirmed else None

    @property
    def needs_confirmation(self) -> bool:
        """Whether its kind cannot be resolved before somebody does."""
        return self.beside.needs_coverage and self.ticket.unit_id is not None and not self.is_confirmed

    @cached_property
    def law(self) -> LawCard:
        return LawCard(self.ticket, self.now)

    @property
    def may_promise(self) -> bool:
        """Whether something may be promised in it: not in one that is closed or set aside."""
        return not self.ticket.aside and self.ticket.status != Status.CLOSED

    @property
    def waiting_promises(self) -> list[Owed]:
        """What the customer waits for."""
        return [promise for promise in self.beside.promises if promise.waits]

    @property
    def lasting_promises(self) -> list[Owed]:
        """Those that go on when the case is resolved; of a booked visit its own question says what becomes of it."""
        waiting = self.waiting_promises
        booked = {visit.promise_id for visit in self.visits.booked} if waiting else set()
        return [promise for promise in waiting if promise.pk not in booked]

    @property
    def settled_promises(self) -> list[Owed]:
        return [promise for promise in self.beside.promises if not promise.waits]

    @property
    def proposals(self) -> list[Offered]:
        """What was proposed to the customer, the newest first."""
        return self.beside.proposals

    @cached_property
    def told(self) -> Told | None:
        """What the customer stated when they opened it in the portal."""
        return Told.of(self.beside.stated) if self.beside.stated else None

    @cached_property
    def visits(self) -> Visits:
        """Its hours and its returns."""
        return visits_of(self.ticket, self.family)

    @cached_property
    def picks(self) -> list[Pick]:
        case, beside = self.ticket, self.beside
        levels = tuple((level.value, str(level.label)) for level in reversed(Priority))
        kinds = tuple((kind.value, str(kind.label)) for kind in Kind)
        no_cause = beside.needs_cause and case.cause_id is None
        return [
            Pick("assignee", _("Assignee"), str(case.assignee or ""), "a"),
            Pick("team", _("Team"), beside.team),
            Pick("priority", _("Priority"), case.get_priority_display(), "p", levels, case.priority),
            Pick("kind", _("Kind"), case.get_kind_display(), "", kinds, case.kind),
            Pick("cause", _("Cause"), BETWEEN.join(beside.cause), needed=no_cause),
        ]

    @cached_property
    def own(self) -> list[Own]:
        return [_own(field, self.ticket.own_fields.get(field.key)) for field in self.beside.fields]

    @property
    def points_done(self) -> int:
        return sum(point.done_at is not None for point in self.beside.points)

    @property
    def spent(self) -> dt.timedelta:
        return sum((time for _name, time in self.beside.times), dt.timedelta())

    @property
    def quick_minutes(self) -> tuple[int, ...]:
        return QUICK_MINUTES

    @cached_property
    def new_submission(self) -> uuid.UUID:
        return uuid.uuid4()

    @cached_property
    def all_kin(self) -> list[Kin]:
        return kin_of(self.ticket)

    @cached_property
    def kin(self) -> list[Group]:
        labels = {
            Role.PARENT: _("Main case"),
            Role.CHILD: _("Cases that hang on it"),
            Role.MERGED: _("Merged into it"),
            Role.RELATED: _("Related"),
            Role.SPLIT_OFF: _("Split from it"),
            Role.SPLIT_FROM: _("It was split from"),
            Role.WENT_BEFORE: _("It goes on from"),
            Role.GOES_ON: _("It goes on in"),
        }
        cases: dict[str, list[Kin]] = defaultdict(list)
        for kin in self.all_kin:
            cases[kin.role].append(kin)
        return [
            Group(role, words, cases[role][:SHOWN], more=len(cases[role]) > SHOWN)
            for role, words in labels.items()
            if role in cases
        ]


def _own(field: OwnField, value: object) -> Own:
    words, day = "" if value is None else str(value), None
    if isinstance(value, bool):
        words = _("Yes") if value else _("No")
    elif value and field.type == FieldType.DATE:
        day = _day(words)
    return Own(field.label, words, day, needed=field.required and value is None)


def _day(text: str) -> dt.date | None:
    """The day that was kept; None when the field held something else when it was filled in."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
