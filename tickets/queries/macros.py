"""Macros and canned replies: which are offered to whom, and their words and deeds for one case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.errors import Refused
from core.models import Team, User
from core.richtext import words_of
from tickets.deeds import Deed, Said, read_deeds, words
from tickets.models import Macro, Ticket
from tickets.placeholders import Filled, fill, refuse_missing
from tickets.states import MessageKind

OFFERED = 30  # at a time; typing finds the others


def macros_for(user: User) -> QuerySet[Macro]:
    """Those that an agent may use: everybody's and those of their teams. A manager's are all."""
    rows = Macro.objects.filter(active=True)
    if user.is_manager:
        return rows
    return rows.filter(Q(team=None) | Q(team__in=user.teams.values("pk")))


def usable_macro(pk: int, user: User | None) -> Macro:
    """The macro that somebody, or the system without one, wants to use: a form can name any.

    Refused when it is gone, switched off or another team's.
    """
    macro = (macros_for(user) if user else Macro.objects.filter(active=True)).filter(pk=pk).first()
    if macro is None:
        raise Refused(_("That macro is not there any more."), code="no_macro")
    return macro


def offered(*, user: User, language: str = "", asked: str = "", limit: int = OFFERED) -> list[Macro]:
    """Macros for a case in that language (any, without one) whose name or words have what is asked for."""
    rows = macros_for(user)
    if language:
        rows = rows.filter(language__in=["", language])
    for word in asked.replace("\x00", "").split()[:6]:
        rows = rows.filter(Q(name__unaccent__icontains=word) | Q(html__unaccent__icontains=word))
    return list(rows.select_related("team")[:limit])


def values_for(ticket: Ticket, agent: User | None) -> dict[str, str]:
    """What the gaps of a macro are filled with in a case; "" for what it has not."""
    customer, unit = ticket.customer, ticket.unit
    company = settings.COMPANY
    return {
        "customer": customer.name,
        "first_name": customer.name.split(" ")[0] if customer.kind == "person" else customer.name,
        "reference": ticket.reference,
        "subject": ticket.subject,
        "product": str(unit.product) if unit else "",
        "serial": unit.serial if unit else "",
        "order": ticket.order_told,
        "due": _date(ticket.due_at, ticket.language),
        "agent": str(agent) if agent else "",
        "company": str(company["name"]),
        "company_phone": str(company["phone"]),
    }


def filled(macro: Macro, ticket: Ticket, agent: User | None) -> Filled:
    """A macro's words as HTML for a case; what is missing stays as a gap and is told."""
    return fill(macro.html, values_for(ticket, agent))


def deeds_of(macro: Macro) -> tuple[Deed, ...]:
    """What a macro does, to be shown; nothing when it was kept by hand and cannot be read: using it says why."""
    try:
        return read_deeds(macro.deeds)
    except Refused:
        return ()


def unfold(macro: Macro, ticket: Ticket, agent: User | None) -> tuple[Deed, ...]:
    """All that a macro does in a case, its words included. Refused when the case lacks what the words need."""
    deeds = read_deeds(macro.deeds)
    if not macro.html:
        return deeds
    said = filled(macro, ticket, agent)
    refuse_missing(said.missing)
    spoken = words_of(said.words)
    return (*deeds, Deed("note" if macro.kind == MessageKind.NOTE else "reply", Said(spoken.text, spoken.html)))


def names_of(deeds: Iterable[Deed]) -> dict[tuple[str, int], str]:
    """The people, teams and macros that deeds name, by verb and id: a query for each kind that is named."""
    asked: dict[str, set[int]] = {}
    for deed in deeds:
        if isinstance(deed.to, int):
            asked.setdefault(deed.do, set()).add(deed.to)
    people = User.objects.all()
    rows = {"assign": people, "notify": people, "team": Team.objects.all(), "macro": Macro.objects.all()}
    found = {do: rows[do].in_bulk(ids) for do, ids in asked.items() if do in rows}
    return {(do, pk): str(row) for do, by_id in found.items() for pk, row in by_id.items()}


def deed_words(deeds: Iterable[Deed]) -> list[tuple[str, str]]:
    """Each deed as a form carries it, and in words."""
    deeds = list(deeds)
    names = names_of(deeds)
    return [(deed.written, words(deed, names)) for deed in deeds]


def _date(moment: dt.datetime | None, language: str) -> str:
    if moment is None:
        return ""
    with translation.override(language):
        return date_format(timezone.localtime(moment), "DATE_FORMAT")
