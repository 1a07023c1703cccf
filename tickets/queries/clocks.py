"""What the clocks of a case are made from: the lines of its ledger, the rows as they are, the policies in force."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from core import prepared
from core.queries import CALENDARS_WHICH, calendars
from tickets.clock_facts import History, Wanted
from tickets.clock_rows import Key, Row, as_they_should_be
from tickets.clocks import Points, Policy, Settled, Told, history_of, own_targets, with_steps
from tickets.models import EscalationStep, SlaPolicy, Ticket
from tickets.queries.deadlines import LAW_FACTS, Facts, wanted_by_law
from tickets.queries.lines import lines_of, told_by
from tickets.queries.promises import wanted_promises
from tickets.states import OWN_TARGETS, ClockState, Due, EventKind, Status

# Who counts clocks holds this shared until the end of the transaction. A review of all of them holds it alone for a
# moment before it begins, and so comes after everybody who still counted with what was in force before.
COUNTING = 5_202_611
NOBODY = 0  # no case has this number


@dataclass(frozen=True)
class Book:
    """The policies in force, in their order, and the steps of all cases, by what is due."""

    policies: tuple[Policy, ...] = ()
    steps: Mapping[str, Points] = field(default_factory=dict)

    def policy_for(self, ticket: Ticket) -> Policy | None:
        """The first that fits a case."""
        about: dict[str, Any] = {
            "kind": ticket.kind, "priority": ticket.priority, "customer": ticket.customer_id,
            "customer_kind": ticket.customer.kind,
        }  # fmt: skip
        return next((policy for policy in self.policies if policy.fits(**about)), None)


@dataclass(frozen=True)
class Sheet:
    """What the clocks of one case are counted from. Without a history nobody opened it, and it has none."""

    history: History | None
    rows: Mapping[Key, Row]
    book: Book
    law: Facts
    promised: bool

    def wanted(self, ticket: Ticket) -> dict[Key, Wanted]:
        """The clocks that the case should have. What was over before anybody watched it has none."""
        if self.history is None:
            return {}
        found = own_targets(self.history, self.book.policy_for(ticket), self._settled())
        found += wanted_by_law(ticket, self.history, self.law)
        found += wanted_promises(ticket) if self.promised else []
        by_key = {(it.due, it.anchor, it.rule): with_steps(it, self.book.steps) for it in found}
        return {key: it for key, it in by_key.items() if it.state != ClockState.ENDED or key in self.rows}

    def as_it_should_be(self, ticket: Ticket, now: dt.datetime) -> list[Row]:
        """The rows that the case should have, in a settled order."""
        aside = self.history is not None and self.history.aside
        return as_they_should_be(self.wanted(ticket), self.rows, aside=aside, now=now)

    def _settled(self) -> dict[tuple[str, str], Settled]:
        return {
            (row.due, row.anchor): Settled(row.ended_at, row.policy, row.target_minutes, row.due_at)
            for row in self.rows.values()
            if row.ended_at and row.due in OWN_TARGETS
        }


def sheet_of(ticket: Ticket) -> Sheet:
    """One query, and those of the policies when they are not the same rows as before."""
    return sheets_of([ticket.pk])[ticket.pk]


def sheet_of_new(ticket: Ticket, said: str) -> Sheet:
    """That of a case that is not written yet and will be opened with such words (the kind of a message)."""
    opening = {"channel": ticket.channel, "kind": ticket.kind}
    line = Told(EventKind.OPENED, ticket.turn_since, "", Status.NEW, NOBODY, said, opening)
    return replace(sheets_of([NOBODY])[NOBODY], history=history_of([line]))


def sheets_of(ids: Iterable[int]) -> dict[int, Sheet]:
    """The same of several cases at once, by their ids."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, _SHEETS, [list(ids)])
        return {pk: _sheet(*facts) for pk, *facts in cursor.fetchall()}


def _sheet(
    lines: str | None, rows: str | None, law: Facts, promised: bool, which: str, calendars_which: str, _lock: str
) -> Sheet:
    kept = (_row(one) for one in json.loads(rows or "[]"))
    return Sheet(
        history=history_of(told_by(one) for one in json.loads(lines or "[]")),
        rows={row.key: row for row in kept},
        book=_book(which, calendars_which),
        law=law,
        promised=promised,
    )


def policies() -> Book:
    """The policies in force; one small query as long as they are the same rows as before."""
    with connection.cursor() as cursor:
        prepared.execute(cursor, f"SELECT {_POLICIES_WHICH}, {CALENDARS_WHICH}")
        return _book(*cursor.fetchone())


# Which version of which rows: see core.queries. Who belongs to a policy is a row that is never changed, only replaced.
_POLICIES_WHICH = """
(SELECT concat_ws(';',
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM tickets_slapolicy),
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM tickets_escalationstep),
  (SELECT concat_ws(' ', count(*), max(id), sum(id)) FROM tickets_slapolicy_customers)))
"""
_COLUMNS = (
    "id, due, anchor, rule_id, state, policy_id, promise_id, spells, target_minutes, fired, "
    "starts_at, due_at, ended_at, late_at, wakes_at"
)
_SHEETS = f"""
SELECT it.id,
  {lines_of("it.id")}::text,
  (SELECT json_agg(json_build_array({_COLUMNS}))::text FROM tickets_clock WHERE ticket_id = it.id),
  {LAW_FACTS.replace("%(ticket)s", "it.id")},
  EXISTS (SELECT FROM tickets_promise WHERE ticket_id = it.id),
  {_POLICIES_WHICH}, {CALENDARS_WHICH}, (SELECT pg_advisory_xact_lock_shared({COUNTING})::text)
FROM unnest(%s::bigint[]) AS it (id)
"""  # noqa: S608 (names of ours)
_at_hand: tuple[tuple[str, str] | None, Book] = (None, Book())


def _book(which: str, calendars_which: str) -> Book:
    global _at_hand
    known, book = _at_hand
    if known != (which, calendars_which):
        book = _read(calendars_which)
        _at_hand = ((which, calendars_which), book)
    return book


def _read(calendars_which: str) -> Book:
    hours = calendars(calendars_which)
    shares: dict[int | None, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for step in EscalationStep.objects.filter(active=True).order_by("pk"):
        shares[step.policy_id][step.due].append((step.percent or step.minutes or 0, step.pk))
    found = []
    customers: dict[int, set[int]] = defaultdict(set)
    for policy_id, customer in SlaPolicy.customers.through.objects.values_list("slapolicy", "customer"):
        customers[policy_id].add(customer)
    for policy in SlaPolicy.objects.filter(active=True).order_by("position", "pk"):
        targets = {
            Due.FIRST: policy.first_reply, Due.NEXT: policy.next_reply, Due.RESOLUTION: policy.resolution,
        }  # fmt: skip
        found.append(
            Policy(
                pk=policy.pk,
                calendar=hours[policy.calendar_id],
                kinds=frozenset(policy.kinds),
                priorities=frozenset(policy.priorities),
                customer_kind=policy.customer_kind,
                customers=frozenset(customers[policy.pk]),
                targets={due: minutes for due, minutes in targets.items() if minutes},
                steps=_plain(shares[policy.pk]),
            )
        )
    return Book(tuple(found), _plain(shares[None]))


def _plain(steps: Mapping[str, list[tuple[int, int]]]) -> dict[str, Points]:
    return {due: tuple(points) for due, points in steps.items()}


def _row(row: list[Any]) -> Row:
    pk, due, anchor, rule, state, policy, promise, spells, target, fired, *when = row
    starts_at, due_at, ended_at, late_at, wakes_at = map(_when, when)
    assert starts_at, "every clock has its beginning"
    return Row(
        due=due,
        anchor=anchor,
        state=state,
        starts_at=starts_at,
        spells=tuple((dt.datetime.fromisoformat(start), _when(end)) for start, end in spells),
        target_minutes=target,
        policy=policy,
        rule=rule,
        promise=promise,
        due_at=due_at,
        ended_at=ended_at,
        late_at=late_at,
        wakes_at=wakes_at,
        fired=tuple(fired),
        pk=pk,
    )


def _when(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
