"""Deciding what covers the unit of a case: when it is opened, when its facts change, and when a person knows better."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.rows import insert
from core.zones import zone_of
from customers.actions.known import check_known
from customers.models import Customer, Unit
from tickets.actions._ledger import locked_here, record
from tickets.actions.messages import already_sent, check_text, write_message
from tickets.models import CoverageDecision, Ticket
from tickets.states import EventKind, MessageKind
from warranties.answers import LABELS, OF_THE_FAULT, Answers, BadAnswer, applied
from warranties.decision import Decision
from warranties.facts import Facts
from warranties.queries import decision_on, leaned_on, local_date, rulebook, unit_facts
from warranties.rules import Rulebook
from warranties.states import Verdict


@dataclass(frozen=True)
class Word:
    """What a person decided in the place of the computation, and the note with their reason; empty: nobody did."""

    verdict: str = ""
    note_id: int | None = None


NOBODY = Word()


class Decided(NamedTuple):
    """The newest decision of a case, and whether it was written now; otherwise nothing had changed."""

    row: CoverageDecision
    is_new: bool


def check_defect(began_on: dt.date, customer: Customer, now: dt.datetime) -> None:
    """Refused when that day has not come yet where the customer is."""
    if began_on > now.astimezone(zone_of(customer.timezone)).date():
        raise Refused(_("The defect cannot begin in the future."), code="defect_in_future")


@transaction.atomic
def decide_coverage(
    *,
    ticket: Ticket,
    answers: Mapping[str, Any] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Decided:
    """Decide on the facts known now and keep the decision with them; earlier decisions stay as they were.

    `answers` is what somebody has just found out, by the name of the fact; what is left out stays as it was said
    before, and None takes an answer back. What a person decided otherwise stands. When nothing changed, nothing is
    written and the last decision comes back. Refused without a unit, and for answers that cannot be read or make no
    sense, such as a defect in the future.
    """
    return _decide(_about_a_unit(ticket), answers or {}, by=by, now=now)


def decide_at_opening(*, ticket: Ticket, by: Actor, now: dt.datetime) -> CoverageDecision:
    """The first decision of a case with a unit that is being written in the caller's transaction.

    Nobody else sees that case yet, and nothing was said of its fault but the day: it need not be held or read again.
    """
    return _decide_after(None, ticket, {}, word=NOBODY, by=by, now=now).row


@transaction.atomic
def decide_for_another_unit(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Decided:
    """The case turned out to be about another product: what was said of the fault stays, and nothing else does.

    Answers about the sale and the repairs were about the product before, and so was what a person decided.
    """
    gone = {name: None for name in LABELS if name not in OF_THE_FAULT}
    return _decide(_about_a_unit(ticket), gone, word=NOBODY, by=by, now=now)


@transaction.atomic
def override_coverage(
    *,
    ticket: Ticket,
    verdict: Verdict,
    reason: str,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> CoverageDecision:
    """A person decides in the place of the computation, and says why in an internal note; it stands until it is lifted.

    The same `submission` twice decides once, and gives back what stands of it. Refused without a reason, without a
    unit, for who is not staff, and for a `submission` that said something else or whose word stands no more.
    """
    _check_staff(by)
    check_known(ticket.customer_id)
    ticket = _about_a_unit(ticket)
    if not reason.strip():
        raise Refused(_("Say why: your reason stays in the case as an internal note."), code="reason_missing")
    if submission and (note := ticket.messages.filter(submission=submission).first()):
        return _decided_before(ticket, Word(Verdict(verdict).value, note.pk), same=note.text == check_text(reason))
    note = write_message(ticket=ticket, kind=MessageKind.NOTE, text=reason, submission=submission, by=by, now=now)
    record(ticket, EventKind.MESSAGE, message=note, by=by, now=now)
    return _decide(ticket, {}, word=Word(Verdict(verdict).value, note.pk), by=by, now=now).row


@transaction.atomic
def lift_override(*, ticket: Ticket, by: Actor, now: dt.datetime) -> CoverageDecision:
    """What a person decided counts no more: the computation does again, on the facts known now.

    When nobody had decided otherwise, it is `decide_coverage`: written only if the facts or the rules have changed.
    Refused without a unit and for who is not staff.
    """
    _check_staff(by)
    return _decide(_about_a_unit(ticket), {}, word=NOBODY, by=by, now=now).row


@transaction.atomic
def decide_again(*, unit: Unit, by: Actor, now: dt.datetime) -> list[Decided]:
    """Decide again every active case about a unit whose history changed; their newest decisions."""
    # Held at once, in the order in which everybody holds cases: one that is merged meanwhile is no longer among them.
    active = Ticket.objects.active().filter(unit=unit).order_by("pk")
    tickets = active.select_for_update(of=("self",), no_key=True)
    return [decide_coverage(ticket=ticket, by=by, now=now) for ticket in tickets]


def _check_staff(by: Actor) -> None:
    if not by.is_staff:
        raise Refused(_("Only a person of the company decides that."), code="not_staff")


def _about_a_unit(ticket: Ticket) -> Ticket:
    """The case as it is now, held. Refused when it is about no unit or was merged."""
    ticket = locked_here(ticket)
    if ticket.unit is None:
        raise Refused(_("Say first which product the case is about."), code="unit_missing")
    return ticket


def _decided_before(ticket: Ticket, word: Word, *, same: bool) -> CoverageDecision:
    """The newest decision of a held case, if it is by that word. Refused ("sent_already") otherwise."""
    last = ticket.decisions.first()
    if last is None or not same or word != _word_of(last):
        raise already_sent()
    return last


def _word_of(last: CoverageDecision) -> Word:
    return Word(last.override_verdict, last.override_note_id)


def _decide(
    ticket: Ticket, said: Mapping[str, Any], *, word: Word | None = None, by: Actor, now: dt.datetime
) -> Decided:
    """One more row of a held case, unless it would repeat the last. No `word`: the last one stands."""
    last = ticket.decisions.first()
    return _decide_after(last, ticket, said, word=word or (_word_of(last) if last else NOBODY), by=by, now=now)


def _decide_after(
    last: CoverageDecision | None,
    ticket: Ticket,
    said: Mapping[str, Any],
    *,
    word: Word,
    by: Actor,
    now: dt.datetime,
) -> Decided:
    """What comes after the `last` decision of a held case: another, or the same when nothing has changed."""
    assert ticket.unit, "looked at before"
    if last:  # who waited for the case brings an older clock, and the newest decision is the one that counts
        now = max(now, last.at)
    claimed = local_date(ticket.unit, ticket.created_at)
    rows = unit_facts(ticket.unit, claim_date=claimed, today=local_date(ticket.unit, now))
    answers = _answers(ticket, last, said, rows, now)
    facts = applied(rows, answers)
    rules = rulebook()
    row = _row(ticket, decision_on(ticket.unit, facts, rules), rules, facts, answers, word)
    if last and _same(last, row):
        return Decided(last, is_new=False)
    row.at, row.actor_kind, row.actor_id = now, by.kind, by.user_id
    insert(row)
    record(ticket, EventKind.COVERAGE, data=_told(row, last), by=by, now=now)
    return Decided(row, is_new=True)


def _answers(
    ticket: Ticket, last: CoverageDecision | None, said: Mapping[str, Any], rows: Facts, now: dt.datetime
) -> Answers:
    """What was said before and now; the case keeps the day of the fault, whoever said it. Refused for what is unfit."""
    assert ticket.unit, "looked at before"
    before: dict[str, Any] = {}
    if last:  # the first decisions kept the cause among the facts alone
        before = {"cause": last.facts.get("cause")} | last.answers
    before["defect_date"] = ticket.defect_on
    try:
        answers = Answers.read(before | dict(said))
        today = local_date(ticket.unit, now)
        if said:
            if answers.defect_date and answers.defect_date != ticket.defect_on:
                check_defect(answers.defect_date, ticket.unit.purchase.customer, now)
            answers.check(today=today, claimed=rows.claim_date or today, bought=rows.contract_date)
    except BadAnswer as fault:
        raise Refused(str(fault), code="answer_unfit") from None
    if answers.defect_date != ticket.defect_on:
        ticket.defect_on = answers.defect_date
        ticket.save(update_fields=["defect_on"])
    return answers


def _row(
    ticket: Ticket, decision: Decision, rules: Rulebook, facts: Facts, answers: Answers, word: Word
) -> CoverageDecision:
    return CoverageDecision(
        ticket=ticket,
        verdict=word.verdict or decision.verdict.value,
        decision=decision.to_json(),
        facts=facts.to_json(),
        answers=answers.to_json(),
        rules=leaned_on(decision, rules),
        override_verdict=word.verdict,
        override_note_id=word.note_id,
    )


def _same(one: CoverageDecision, other: CoverageDecision) -> bool:
    told = ("verdict", "decision", "facts", "answers", "rules", "override_verdict", "override_note_id")
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _told(row: CoverageDecision, last: CoverageDecision | None) -> dict[str, object]:
    """What the ledger says: the verdict that counts, and where a person has a part in it, which."""
    data: dict[str, object] = {"verdict": row.verdict, "decision": row.pk}
    if row.override_verdict:
        kept = last is not None and last.override_note_id == row.override_note_id
        return data | {"person": "kept" if kept else "decided", "computed": row.decision["verdict"]}
    return data | {"person": "lifted"} if last and last.override_verdict else data
