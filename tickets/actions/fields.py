"""What agents write down about a case: its subject, kind, team, cause, the company's own fields, the coverage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import CauseCode
from core.actors import Actor
from core.errors import Refused
from core.models import Team
from core.normal import plain_words
from customers.actions.known import check_known
from tickets.actions._ledger import locked_here, record
from tickets.actions._words import note_case
from tickets.actions.clocks import keep_clocks
from tickets.actions.handing_out import give_next
from tickets.models import OwnField, Ticket
from tickets.own_fields import BadValue, Value, read_value
from tickets.queries.requirements import fields_of
from tickets.states import EventKind, Kind

SUBJECT = "subject"
LONGEST_SUBJECT = 160


@transaction.atomic
def set_own_fields(*, ticket: Ticket, values: Mapping[str, object], by: Actor, now: dt.datetime) -> Ticket:
    """Fill in fields of the company's own, by key; what is left out stays, and an empty value empties the field.

    The ledger holds the keys alone. Nothing is written when it says so already. Refused for a field that this kind of
    case has not ("field_unknown"), for what is not of its type or its list ("field_unfit"), and for a merged case.
    """
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    fields = {field.key: field for field in fields_of(ticket.kind)}
    new: dict[str, Value | None] = {key: _read(fields.get(key), given) for key, given in values.items()}
    changed = sorted(key for key, value in new.items() if ticket.own_fields.get(key) != value)
    if changed:
        merged = ticket.own_fields | new
        ticket.own_fields = {key: value for key, value in merged.items() if value is not None}
        ticket.save(update_fields=["own_fields"])
        record(ticket, EventKind.FIELD, data={"names": changed}, by=by, now=now)
    return ticket


@transaction.atomic
def set_subject(*, ticket: Ticket, subject: str, by: Actor, now: dt.datetime) -> Ticket:
    """Say in other words what a case is about; it is found by them. Cut at what fits.

    Nothing is written when it says so already. Refused without words ("subject_empty") and for a merged case.
    """
    subject = plain_words(subject)[:LONGEST_SUBJECT].rstrip()
    if not subject:
        raise Refused(_("Write in a few words what the case is about."), code="subject_empty")
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    if ticket.subject != subject:
        ticket.subject = subject
        ticket.save(update_fields=["subject"])
        record(ticket, EventKind.FIELD, data={"names": [SUBJECT]}, by=by, now=now)
        note_case(ticket)
    return ticket


@transaction.atomic
def set_kind(*, ticket: Ticket, kind: Kind, by: Actor, now: dt.datetime) -> Ticket:
    """Say that a case is of another kind. What was filled in for the kind before is kept, and no longer shown.

    Nothing is written when it is so already. Refused for a merged case.
    """
    ticket = locked_here(ticket)
    if ticket.kind != kind:
        before, ticket.kind = ticket.kind, Kind(kind)
        ticket.save(update_fields=["kind"])
        record(ticket, EventKind.KIND, data={"from": before, "to": Kind(kind)}, by=by, now=now)
        keep_clocks(ticket, now=now)
    return ticket


@transaction.atomic
def set_team(*, ticket: Ticket, team: Team | None, by: Actor, now: dt.datetime) -> Ticket:
    """Give a case to a team, or to none; who has it in hand keeps it. A team that hands out gives it to somebody.

    Nothing is written when it is so already. Refused for a team that is no more ("team_gone"), and for a merged case.
    """
    ticket = locked_here(ticket)
    if team is not None and not Team.objects.filter(pk=team.pk).exists():
        raise Refused(_("This team is no longer there. Choose another one."), code="team_gone")
    if ticket.team_id != (team.pk if team else None):
        before, ticket.team = ticket.team_id, team
        ticket.save(update_fields=["team"])
        record(ticket, EventKind.TEAM, data={"from": before, "to": team.pk if team else None}, by=by, now=now)
        if team is not None and ticket.assignee_id is None and ticket.is_active:
            give_next(ticket, by=by, now=now)
    return ticket


@transaction.atomic
def say_cause(*, ticket: Ticket, cause: CauseCode | None, by: Actor, now: dt.datetime) -> Ticket:
    """Say why it failed, or that nobody knows yet. Nothing is written when it is said already.

    Refused for a cause that is used no more ("cause_gone"), and for a merged case.
    """
    ticket = locked_here(ticket)
    if ticket.cause_id == (cause.pk if cause else None):
        return ticket
    if cause is not None and not CauseCode.objects.filter(pk=cause.pk, active=True).exists():
        raise Refused(_("This cause is used no more. Choose another one."), code="cause_gone")
    before, ticket.cause = ticket.cause_id, cause
    ticket.save(update_fields=["cause"])
    record(ticket, EventKind.CAUSE, data={"from": before, "to": cause.pk if cause else None}, by=by, now=now)
    return ticket


@transaction.atomic
def confirm_coverage(*, ticket: Ticket, decision: int | None = None, by: Actor, now: dt.datetime) -> Ticket:
    """A person stands by the newest decision about the coverage; a newer one wants to be confirmed again.

    `decision` is the one that they had read. Nothing is written when it is confirmed already. Refused for who is not
    staff, without a decision ("decision_missing"), when there is a newer one than that ("newer_decision"), and for a
    merged case.
    """
    if not by.is_staff:
        raise Refused(_("Only a person of the company decides that."), code="not_staff")
    ticket = locked_here(ticket)
    newest = ticket.decisions.first()
    if newest is None:
        raise Refused(
            _("Nothing was decided about the coverage. Say first what the case is about."), code="decision_missing"
        )
    if decision not in (None, newest.pk):
        raise Refused(_("It was decided again meanwhile. Read it, and confirm that one."), code="newer_decision")
    if ticket.confirmed_decision_id != newest.pk:
        _confirm(ticket, newest.pk, by=by, now=now)
    return ticket


@transaction.atomic
def unconfirm_coverage(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """Nobody stands by the decision any more. Nothing is written when nobody did. Refused for a merged case."""
    ticket = locked_here(ticket)
    if ticket.confirmed_decision_id is not None:
        _confirm(ticket, None, by=by, now=now)
    return ticket


def _confirm(ticket: Ticket, decision: int | None, *, by: Actor, now: dt.datetime) -> None:
    ticket.confirmed_decision_id = decision
    ticket.save(update_fields=["confirmed_decision"])
    record(ticket, EventKind.CONFIRMED, data={"decision": decision}, by=by, now=now)


def _read(field: OwnField | None, given: object) -> Value | None:
    if field is None:
        raise Refused(_("This kind of case has no such field. Open the page again."), code="field_unknown")
    try:
        return read_value(field.type, given, field.choices)
    except BadValue as fault:
        what = {"value": str(fault), "field": field.label, "type": field.get_type_display()}
        raise Refused(_("«%(value)s» does not fit «%(field)s» (%(type)s).") % what, code="field_unfit") from None
