"""The words of the queue: its views when they are empty, its filters, its orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import ProductLine
from core.models import Team, User
from tickets.models import Tag
from tickets.queues import ME, MINE, NOBODY, NONE, Filters, Only, Sort, View
from tickets.states import Channel, Kind, Priority, Status, Turn

NAMES: dict[str, Promise] = {
    "state": gettext_lazy("State"),
    "turn": gettext_lazy("Turn"),
    "assignee": gettext_lazy("Assignee"),
    "team": gettext_lazy("Team"),
    "priority": gettext_lazy("Priority"),
    "kind": gettext_lazy("Kind"),
    "channel": gettext_lazy("Channel"),
    "tag": gettext_lazy("Tag"),
    "line": gettext_lazy("Product line"),
    "product": gettext_lazy("Product"),
    "age": gettext_lazy("Waiting"),
    "only": gettext_lazy("Only"),
}
SORTS: dict[Sort, Promise] = {
    Sort.WAITING: gettext_lazy("Waiting longest first"),
    Sort.NEWEST: gettext_lazy("Newest message first"),
    Sort.PRIORITY: gettext_lazy("Most urgent first"),
    Sort.DUE: gettext_lazy("Next due first (only those with a due moment)"),
}
FIXED_SORTS: dict[View, Promise] = {
    View.RESOLVED: gettext_lazy("Last resolved first"),
    View.SPAM: gettext_lazy("Newest message first"),
    View.PROMISES: gettext_lazy("Next promise first"),
}
ONLY: dict[str, Promise] = {
    Only.UNREAD: gettext_lazy("Not read by me"),
    Only.ANSWERED: gettext_lazy("The customer answered"),
    Only.SAFETY: gettext_lazy("Safety"),
    Only.DUE: gettext_lazy("With a due moment"),
}
# What an empty view teaches: why it is empty, and what will come here.
EMPTY: dict[View, tuple[Promise, Promise]] = {
    View.OPEN: (gettext_lazy("Nothing waits"), gettext_lazy("New cases come here by themselves, from every channel.")),
    View.MINE: (
        gettext_lazy("You have no cases in hand"),
        gettext_lazy("Take one from «Unassigned»: open it and choose «Take it»."),
    ),
    View.UNASSIGNED: (
        gettext_lazy("Every case is in somebody's hands"),
        gettext_lazy("A new case stays here until somebody takes it."),
    ),
    View.ANSWERED: (
        gettext_lazy("No customer waits for an answer"),
        gettext_lazy("A case comes here when its customer writes after our reply."),
    ),
    View.OURS: (
        gettext_lazy("It is nobody's turn here"),
        gettext_lazy("Cases in which we have to do something come here, those that have waited longest first."),
    ),
    View.DUE: (
        gettext_lazy("No deadline is running"),
        gettext_lazy("Cases with something due come here, the next one first."),
    ),
    View.SAFETY: (
        gettext_lazy("No case of danger"),
        gettext_lazy("Cases in which somebody may be hurt come here: smoke, fire, a shock, a leak of gas."),
    ),
    View.MENTIONS: (
        gettext_lazy("Nobody has called you"),
        gettext_lazy("When a colleague writes @ and your name in a note, the case comes here until you read it."),
    ),
    View.DRAFTS: (
        gettext_lazy("No drafts"),
        gettext_lazy("What you begin to write in a case is kept, and the case comes here until you send it."),
    ),
    View.PROMISES: (
        gettext_lazy("No promise is due"),
        gettext_lazy("Cases in which a customer waits for something that we promised come here, the next one first."),
    ),
    View.CUSTOMER: (
        gettext_lazy("We wait for no customer"),
        gettext_lazy("A case comes here when we have replied and the customer has to answer."),
    ),
    View.PART: (
        gettext_lazy("We wait for no part"),
        gettext_lazy("Put a case in the state «Waiting for a part» and it comes here."),
    ),
    View.RESOLVED: (
        gettext_lazy("Nothing was resolved in two weeks"),
        gettext_lazy("Cases resolved in the last 14 days come here, the last one first."),
    ),
    View.SPAM: (gettext_lazy("No spam"), gettext_lazy("Cases that somebody marked as spam come here.")),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the same list without it."""

    name: str | Promise
    words: str
    href: str


def word_of(name: str, value: Any, known: dict[tuple[str, str], str]) -> str:
    """What a value of a filter is called; `known` are the names of what has a number, by filter and number."""
    match name:
        case "state":
            return str(Status(value).label)
        case "turn":
            return str(Turn(value).label)
        case "priority":
            return str(Priority(value).label)
        case "kind":
            return str(Kind(value).label)
        case "channel":
            return str(Channel(value).label)
        case "only":
            return str(ONLY[value])
        case "age":
            return ngettext("more than %(n)s day", "more than %(n)s days", value) % {"n": value}
    fixed = {ME: _("me"), NOBODY: _("nobody"), MINE: _("my teams"), NONE: _("none")}
    return fixed.get(value) or known.get((name, str(value))) or str(value)


def known_names(*many: Filters) -> dict[tuple[str, str], str]:
    """The names of the people, teams, tags and product lines that filters speak of by their number.

    A query for each of the four that any of them speaks of.
    """
    nouns: dict[str, type[Model]] = {"assignee": User, "team": Team, "tag": Tag, "line": ProductLine}
    known: dict[tuple[str, str], str] = {}
    for name, model in nouns.items():
        if numbers := {int(value) for one in many for value in getattr(one, name) if str(value).isdigit()}:
            rows = model._default_manager.in_bulk(numbers)
            known |= {(name, str(pk)): str(row) for pk, row in rows.items()}
    return known
