"""The case in which somebody unhappy is answered: theirs, opened again, or a new one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import SYSTEM, customer_by_link
from customers.models import Unit
from followups.models import Answer, Invitation
from followups.questionnaires import YES, script_of
from followups.states import SurveyKind
from tickets.actions.conversation import write_as_customer
from tickets.actions.opening import open_ticket
from tickets.actions.relations import relate
from tickets.models import Ticket
from tickets.queries.families import end_of
from tickets.states import Aside, Channel, EventKind, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ABOUT_DELIVERY = gettext_lazy("Not content with the delivery")
ABOUT_TREATMENT = gettext_lazy("Not content with how the case was handled")
ABOUT_PRODUCT = gettext_lazy("Not content with the product")


def case_of_answers(*, invitation: Invitation, answers: Mapping[str, Answer], now: dt.datetime) -> Ticket | None:
    """The case with what they answered as their words; None about spam. In the caller's transaction.

    About a case that is not settled it is that one, opened again, or the one that goes on from it when it is over for
    good. About one that they say is settled it is a new one, about how they were treated, related to it: what is done
    is done. About anything else it is a new one. A new one is written on the invitation, which the caller saves.
    """
    asked_about = invitation.ticket and Ticket.objects.get(pk=end_of(invitation.ticket.pk))
    if asked_about is None:
        subject = ABOUT_DELIVERY if invitation.kind == SurveyKind.DELIVERY else ABOUT_PRODUCT
        return _new(invitation, _unit(invitation), subject, answers, now)
    if asked_about.aside == Aside.SPAM:
        return None
    settled = answers.get("resolved")
    if settled is None or settled.value != YES:
        return _same(invitation, asked_about, answers, now)
    ticket = _new(invitation, asked_about.unit, ABOUT_TREATMENT, answers, now)
    relate(one=asked_about, other=ticket, by=SYSTEM, now=now)
    return ticket


def _same(invitation: Invitation, ticket: Ticket, answers: Mapping[str, Answer], now: dt.datetime) -> Ticket:
    with translation.override(ticket.language):
        text = _in_words(invitation, answers)
    by = customer_by_link(invitation.customer.email)
    message = write_as_customer(ticket=ticket, text=text, by=by, now=now)
    if message.event.kind == EventKind.OPENED:
        invitation.opened_ticket_id = message.ticket_id
    return Ticket.objects.select_related("assignee").get(pk=message.ticket_id)


def _new(
    invitation: Invitation, unit: Unit | None, about: _StrPromise, answers: Mapping[str, Answer], now: dt.datetime
) -> Ticket:
    customer = invitation.customer
    language = invitation.ticket.language if invitation.ticket else customer.language
    with translation.override(language):
        subject, text = str(about), _in_words(invitation, answers)
    invitation.opened_ticket = open_ticket(
        customer=customer,
        unit=unit,
        kind=Kind.COMPLAINT,
        subject=subject,
        text=text,
        channel=Channel.SURVEY,
        language=language,
        by=customer_by_link(customer.email),
        now=now,
    )
    return invitation.opened_ticket


def _unit(invitation: Invitation) -> Unit | None:
    """The piece that was asked about; of a delivery of several a person says which, and none that is another's now."""
    asked = Unit.objects.filter(pk=invitation.unit_id) if invitation.unit_id else _delivered(invitation)
    units = list(asked[:2])
    if len(units) != 1:
        return None
    (unit,) = units
    return unit if unit.changed_hands_on is None or unit.holder_id == invitation.customer_id else None


def _delivered(invitation: Invitation) -> QuerySet[Unit]:
    return Unit.objects.filter(delivery=invitation.delivery_id)


def _in_words(invitation: Invitation, answers: Mapping[str, Answer]) -> str:
    """Each question with its answer, and which order it was: what the agent reads first."""
    company = settings.COMPANY["name"]
    said = [
        f"{question.said(company)}\n— {question.told(answer.value) or answer.text}"
        for question in script_of(invitation.questionnaire.items).questions
        if (answer := answers.get(question.code))
    ]
    order = _("Order %(order)s") % {"order": invitation.purchase} if invitation.purchase else ""
    return "\n\n".join([*said, order]).strip()
