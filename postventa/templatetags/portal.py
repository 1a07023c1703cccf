"""How a customer reads a case in a list: its title and its state."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Registration
from customers.states import RegistrationState
from postventa.portal.story import NOT_ACCEPTED, STATES, TURNS
from postventa.templatetags.house import sign
from tickets.models import Ticket
from tickets.states import Channel, Resolution, Turn
from warranties.decision import Decision, last_day
from warranties.states import Regime

register = template.Library()


@register.filter
def case_title(ticket: Ticket) -> str:
    """What a case is about: the product, or the customer's own words."""
    if ticket.unit:
        return ticket.unit.product.name
    return own_words(ticket) or _("What you told us by phone")


@register.filter
def own_words(ticket: Ticket) -> str:
    """The subject, when the customer wrote it; nothing when it comes from our notes of a call, which stay ours."""
    return "" if ticket.channel in (Channel.PHONE, Channel.CALL, Channel.COUNTER) else ticket.subject


@register.simple_tag
def case_sign(ticket: Ticket) -> SafeString:
    """The state of a case in a customer's words."""
    return sign(*(NOT_ACCEPTED if ticket.resolution == Resolution.DECLINED else STATES[ticket.status]))


REGISTRATIONS = {
    RegistrationState.WAITING: (gettext_lazy("We are looking at it"), "info", "hourglass"),
    RegistrationState.ACCEPTED: (gettext_lazy("It is among your products"), "good", "circle-check"),
    RegistrationState.REFUSED: (gettext_lazy("Not registered"), "warn", "message-circle-question-mark"),
    RegistrationState.WITHDRAWN: (gettext_lazy("Taken back by you"), "neutral", "circle-minus"),
}


@register.simple_tag
def registration_sign(registration: Registration) -> SafeString:
    """How far a product is that a customer registered, in their words."""
    return sign(*REGISTRATIONS[RegistrationState(registration.state)])


@register.simple_tag
def case_turn(ticket: Ticket) -> dict[str, object]:
    """Whose turn it is and what that means; `answer` when it is the customer's."""
    title, words = TURNS[ticket.status]
    _label, tone, icon = STATES[ticket.status]
    return {"title": title, "words": words, "tone": tone, "icon": icon, "answer": ticket.turn == Turn.CUSTOMER}


@register.filter
def covers(decision: Decision) -> list[tuple[str, dt.date | None]]:
    """Each guarantee that covers, by name, with its last day."""
    return [(line.name or str(Regime(line.regime).label), last_day(line)) for line in decision.covering]
