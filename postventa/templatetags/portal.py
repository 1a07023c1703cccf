"""How a customer reads a case in a list: its title and its state."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from postventa.portal.story import STATES, TURNS
from tickets.models import Ticket
from tickets.states import Channel, Turn
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
    return "" if ticket.channel in (Channel.PHONE, Channel.CALL) else ticket.subject


@register.inclusion_tag("_sign.html")
def case_sign(ticket: Ticket) -> dict[str, object]:
    """The state of a case in a customer's words."""
    label, tone, shape = STATES[ticket.status]
    return {"label": label, "tone": tone, "shape": shape}


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
