"""The law of a case: whose it is, which rules of it bind the company, what somebody said of the case."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection

from core import prepared
from core.models import AuditEntry
from core.places import Place
from core.zones import zone_of
from customers.models import Customer
from customers.states import CustomerKind
from tickets.clock_facts import History, Wanted
from tickets.clocks import history_of
from tickets.deadlines import BindingRule, Complaint, Completion, Start, Term, jurisdictions, wanted
from tickets.models import DeadlineRule, Ticket
from tickets.queries.lines import lines_of, told_by
from tickets.states import Aside, DeadlineEvent, EventKind, TermUnit

NOUN = "tickets.deadlinerule"


def _asked(which: str) -> str:
    """What the customer was asked for, in SQL, and whether in another case (`m`: the message with which) than it is
    in (`r`) since that was merged.
    """
    return f"""
  (SELECT json_agg(json_build_array(r.id, r.asked_at, r.due_at, coalesce(r.completed_at, r.withdrawn_at),
                                    coalesce(m.ticket_id <> r.ticket_id, false)) ORDER BY r.id)
   FROM tickets_completionrequest r LEFT JOIN tickets_message m ON m.id = r.message_id
   WHERE {which} AND (r.withdrawn_at IS NULL OR r.withdrawn_at >= r.due_at))"""  # noqa: S608


_HELD = "r.ticket_id = %(ticket)s"
# Asked in a case of the family, wherever in it the request has gone since.
_BEGUN = """r.ticket_id IN (SELECT id FROM family UNION SELECT goes_on FROM family)
     AND coalesce(m.ticket_id, r.ticket_id) = f.id"""


# All that the law wants to know of a case beside its history, for one statement or a part of one: which version of
# which rules is there (PostgreSQL gives every change of a row another place or transaction), what was said, and
# whether other cases go on in it.
LAW_FACTS = f"""
json_build_array(
  (SELECT string_agg(concat_ws(' ', id, xmin, ctid), ',' ORDER BY id) FROM tickets_deadlinerule),
  (SELECT json_agg(json_build_array(id, event, at, done_at) ORDER BY id)
   FROM tickets_legalstart WHERE ticket_id = %(ticket)s AND withdrawn_at IS NULL),
  {_asked(_HELD)},
  EXISTS (SELECT FROM tickets_ticket WHERE merged_into_id = %(ticket)s))
"""  # noqa: S608 (names of ours)
# What those are, each with the case in which it goes on: few have any, and PostgreSQL takes its time to set this up.
_FAMILY = f"""
WITH RECURSIVE family (id, goes_on, kind) AS (
  SELECT id, merged_into_id, kind FROM tickets_ticket WHERE merged_into_id = %s
  UNION SELECT t.id, t.merged_into_id, t.kind FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id
) SELECT f.id, f.goes_on, f.kind, {lines_of("f.id")}::text, {_asked(_BEGUN)}::text FROM family f ORDER BY f.id
"""  # noqa: S608 (names of ours)
Rows = list[list[Any]] | None
Facts = tuple[str | None, Rows, Rows, bool]
_at_hand: tuple[str | None, tuple[BindingRule, ...]] = (None, ())


def wanted_by_law(ticket: Ticket, history: History, facts: Facts | None = None) -> list[Wanted]:
    """The clocks of the law that the case should have, and those of what its customer has to send.

    `ticket.customer` is at hand. `facts` is what LAW_FACTS gave, from somebody who has asked already; otherwise it is
    asked here, in one statement. One more where other cases were merged into it.
    """
    which, starts, completions, has_merged = facts or _facts(ticket.pk)
    customer, place = ticket.customer, place_of(ticket.customer)
    return wanted(
        history,
        kinds={ticket.kind, *history.kinds},
        is_consumer=customer.kind == CustomerKind.PERSON,
        jurisdictions=jurisdictions(place.country, place.region),
        rules=binding_rules(which),
        starts=[Start(pk, event, _at(at), _at(done)) for pk, event, at, done in starts or ()],  # type: ignore[arg-type]
        completions=_completions(completions),
        merged=_merged_into(ticket.pk, _family(ticket.pk)) if has_merged else (),
        place=place,
    )


def _family(ticket_id: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        prepared.execute(cursor, _FAMILY, [ticket_id])
        return [
            (pk, goes_on, kind, json.loads(lines or "[]"), json.loads(completions or "[]"))
            for pk, goes_on, kind, lines, completions in cursor.fetchall()
        ]


def _merged_into(ticket_id: int, family: Iterable[tuple[Any, ...]]) -> tuple[Complaint, ...]:
    """The cases of a family that go on in one of it, each with those that go on in itself."""
    found = []
    for pk, goes_on, kind, lines, completions in family:
        told = [told_by(line) for line in lines] if goes_on == ticket_id else []
        if history := history_of(told):
            at = [line.at for line in told if line.kind == EventKind.ASIDE and line.data["to"] == Aside.MERGED]
            found.append(
                Complaint(
                    at=at[-1] if at else history.opened_at,
                    history=history,
                    kinds=frozenset({kind, *history.kinds}),
                    asked=tuple(_completions(completions)),
                    merged=_merged_into(pk, family),
                )
            )
    return tuple(found)


def _completions(rows: Rows) -> list[Completion]:
    return [
        Completion(pk, _at(asked), _at(due), _at(ended), carried)  # type: ignore[arg-type]
        for pk, asked, due, ended, carried in rows or ()
    ]


def place_of(customer: Customer) -> Place:
    """Where the law looks for a customer: in the company's country when nobody said theirs."""
    country = customer.country.strip() or settings.COMPANY["country"]
    return Place.of(country, customer.region, customer.postal_code, zone=zone_of(customer.timezone))


def jurisdictions_of(customer: Customer) -> tuple[str, ...]:
    """Whose law counts for a customer, the country's first: («ES», «ES-AN»)."""
    place = place_of(customer)
    return jurisdictions(place.country, place.region)


def binding_rules(which: str | None) -> tuple[BindingRule, ...]:
    """Those that count, as long as they are the same rows (`which`) without a query."""
    global _at_hand
    known, rules = _at_hand
    if known != which:
        rules = tuple(map(plain_rule, DeadlineRule.objects.binding().order_by("pk")))
        _at_hand = (which, rules)
    return rules


def plain_rule(row: DeadlineRule) -> BindingRule:
    return BindingRule(
        id=row.pk,
        jurisdiction=row.jurisdiction,
        event=DeadlineEvent(row.event),
        term=term_of(row),
        kinds=tuple(row.kinds),
        consumers_only=row.consumers_only,
        completion_days=row.completion_days,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def term_of(row: DeadlineRule) -> Term:
    return Term(row.amount, TermUnit(row.unit), row.counts_first_day)


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule with what the company last said about it, if it did."""

    row: DeadlineRule
    changes: tuple[AuditEntry, ...]


def known_rules() -> list[KnownRule]:
    """All rules, binding or not, with their changes, newest first; two queries however many there are."""
    changes: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in AuditEntry.objects.filter(noun=NOUN).select_related("actor").order_by("-at", "-pk"):
        changes[entry.object_id].append(entry)
    return [KnownRule(row, tuple(changes[row.pk])) for row in DeadlineRule.objects.all()]


def _facts(ticket_id: int) -> Facts:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {LAW_FACTS}", {"ticket": ticket_id})
        (facts,) = cursor.fetchone()
    return facts


def _at(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
