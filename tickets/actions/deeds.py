"""Doing several things to one case, all or nothing: what a macro does, a rule, a bulk action to each of its cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.models import Team, User
from customers.actions.known import is_known
from tickets.actions._ledger import locked, locked_all, locked_here, record
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.fields import set_team
from tickets.actions.handing_out import hand_out
from tickets.actions.left_open import check_nothing_waits
from tickets.actions.merging import merge_tickets
from tickets.actions.status import change_status, resolve_ticket
from tickets.actions.tagging import add_tags, remove_tags
from tickets.actions.warning import warn_people
from tickets.deeds import ME, Deed, Said, To, around, in_order
from tickets.models import Ticket
from tickets.placeholders import fill, refuse_missing
from tickets.queries.macros import unfold, usable_macro, values_for
from tickets.states import EventKind, Priority, Resolution, Status

Do = Callable[[Ticket, Any, Actor, dt.datetime], object]


@transaction.atomic
def do_deeds(*, ticket: Ticket, deeds: Sequence[Deed], by: Actor, now: dt.datetime) -> None:
    """Do all of them to a case, in their order, macros with their words. What is so already is not written again.

    Refused with the sentence of the first that cannot be done, and then none is: see each verb. Words may have gaps
    ({{customer}}), and a case that cannot fill them is refused ("gap_missing"). Only the system tells people, for the
    reason that `by` says, and each once.
    """
    is_known(ticket.customer_id)  # held before their cases, as by who forgets them; each verb of words refuses
    if others := [int(str(deed.to)) for deed in deeds if deed.do == "merge"]:
        # Both at once, in the order of their ids as everybody holds them, so that nobody waits in a circle.
        locked_all([ticket.pk, *others])
    doing = _as_one(_with_macros(ticket, deeds, by))
    for deed in doing:
        if deed.do != "notify":
            _DO[deed.do](ticket, deed.to, by, now)
    if told := [deed.to for deed in doing if deed.do == "notify"]:
        warn_people(ticket=ticket, told=told, by=by, now=now)


def _with_macros(ticket: Ticket, deeds: Sequence[Deed], by: Actor) -> list[Deed]:
    """The deeds, with what a macro does in its place, and words with their gaps filled."""
    told: list[Deed] = []
    for deed in deeds:
        if deed.do == "macro":
            agent = _agent(by)
            told += unfold(usable_macro(int(str(deed.to)), agent), ticket, agent)
        elif isinstance(deed.to, Said):
            told.append(Deed(deed.do, _filled(deed.to, ticket, by)))
        else:
            told.append(deed)
    return told


def _filled(said: Said, ticket: Ticket, by: Actor) -> Said:
    if "{{" not in said.text:
        return said
    values = values_for(ticket, _agent(by))
    text, html = fill(said.text, values, html=False), fill(said.html, values)
    refuse_missing(text.missing)
    return Said(text.words, html.words, said.then)


def _agent(by: Actor) -> User | None:
    return User.objects.filter(pk=by.user_id).first() if by.user_id else None


def _as_one(deeds: Sequence[Deed]) -> list[Deed]:
    """A reply and the end of the case as one step: the customer gets one letter, the ledger one change of state."""
    said = next((deed.to for deed in deeds if deed.do == "reply" and isinstance(deed.to, Said)), None)
    if said is None:
        return list(in_order(deeds))
    plan = around([deed for deed in deeds if deed.do != "reply"], said.then)
    verb, then = ("resolve_saying", plan.resolution) if plan.resolution else ("reply", plan.then)
    return [*plan.before, Deed(verb, Said(said.text, said.html, then)), *plan.after]


def _assign(ticket: Ticket, to: To, by: Actor, now: dt.datetime) -> None:
    wanted = by.user_id if to == ME else to
    person = User.objects.filter(pk=wanted).first() if wanted else None
    if wanted and person is None:
        raise Refused(_("That account is not there any more."), code="no_account")
    assign_ticket(ticket=ticket, assignee=person, by=by, now=now)


def _team(ticket: Ticket, to: int | None, by: Actor, now: dt.datetime) -> None:
    team = Team.objects.filter(pk=to).first() if to else None
    if to and team is None:
        raise Refused(_("That team is not there any more."), code="no_team")
    set_team(ticket=ticket, team=team, by=by, now=now)


def _state(ticket: Ticket, to: str, by: Actor, now: dt.datetime) -> None:
    if locked_here(ticket).status != to:
        change_status(ticket=ticket, to=Status(to), by=by, now=now)


def _merge(ticket: Ticket, to: int, by: Actor, now: dt.datetime) -> None:
    into = Ticket.objects.visible_to(by).filter(pk=to).first()
    if into is None:
        raise Refused(_("The case to merge into is not there."), code="no_case")
    merge_tickets(ticket=ticket, into=into, by=by, now=now)


def _reply(ticket: Ticket, to: Said, by: Actor, now: dt.datetime) -> None:
    then = Status(to.then or Status.WAITING_CUSTOMER)
    reply_to_customer(ticket=ticket, text=to.text, html=to.html, then=then, by=by, now=now)


def _note(ticket: Ticket, to: Said, by: Actor, now: dt.datetime) -> None:
    add_note(ticket=ticket, text=to.text, html=to.html, by=by, now=now)
    if "automation" in by.because:  # a note by nobody: this line says which rule wrote it
        record(locked(ticket), EventKind.AUTOMATION, data={"to": "noted"}, by=by, now=now)


def _resolve(ticket: Ticket, to: str, by: Actor, now: dt.datetime) -> None:
    _look(ticket, by, now)
    resolve_ticket(ticket=ticket, resolution=Resolution(to), text="", by=by, now=now)


def _resolve_saying(ticket: Ticket, to: Said, by: Actor, now: dt.datetime) -> None:
    _look(ticket, by, now)
    resolve_ticket(ticket=ticket, resolution=Resolution(to.then), text=to.text, html=to.html, by=by, now=now)


def _look(ticket: Ticket, by: Actor, now: dt.datetime) -> None:
    """A person who ends many cases at once has not seen what waits in each; a rule was written to end them."""
    if by.is_staff:
        check_nothing_waits(locked(ticket), now)


_DO: dict[str, Do] = {
    "assign": _assign,
    "team": _team,
    "priority": lambda ticket, to, by, now: change_priority(ticket=ticket, priority=Priority(to), by=by, now=now),
    "tag": lambda ticket, to, by, now: add_tags(ticket=ticket, names=[to], by=by, now=now),
    "untag": lambda ticket, to, by, now: remove_tags(ticket=ticket, names=[to], by=by, now=now),
    "reply": _reply,
    "note": _note,
    "state": _state,
    "resolve": _resolve,
    "resolve_saying": _resolve_saying,
    "hand_out": lambda ticket, to, by, now: hand_out(ticket=ticket, by=by, now=now),
    "spam": lambda ticket, to, by, now: mark_spam(ticket=ticket, by=by, now=now),
    "merge": _merge,
}
