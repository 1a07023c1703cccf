"""What the bar above the queue offers, and what it asks before something that is seen outside or hard to undo."""

from __future__ import annotations

import uuid

from django.http import Http404

from core.actors import actor_of
from core.models import Team, User
from postventa.desk.forms.bulk import Wanted
from tickets.models import Tag, Ticket
from tickets.queries.macros import macros_for, offered
from tickets.states import Priority, Resolution, Status

NAMED = 20  # cases that are named before something is done to them
LISTED = 300  # colleagues, tags
STATES = [state for state in Status if state not in (Status.NEW, Status.RESOLVED)]


def choices(what: str, user: User) -> dict[str, object]:
    """What a menu offers; "" is all of it, for a page without scripts. 404 for a menu that there is not."""
    readers = {
        "assign": lambda: {"people": User.objects.agents().exclude(pk=user.pk).order_by("name", "email")[:LISTED]},
        "team": lambda: {"teams": Team.objects.all()[:LISTED]},
        "tags": lambda: {"tags": Tag.objects.values_list("name", flat=True)[:LISTED]},
        "macros": lambda: {"macros": offered(user=user, limit=LISTED)},
        "priority": lambda: {"priorities": list(Priority)},
        "state": lambda: {"states": STATES, "resolutions": list(Resolution)},
    }
    if what and what not in readers:
        raise Http404
    found: dict[str, object] = {"what": what}
    for name in [what] if what else readers:
        found |= readers[name]()
    return found


def confirmation(want: Wanted, user: User) -> dict[str, object]:
    """What is asked, about which cases, with a form to send it once."""
    ids, visible = want.ids(), Ticket.objects.visible_to(actor_of(user))
    context: dict[str, object] = {
        "ask": want.ask.partition(":")[0],
        "want": want,
        "count": len(ids),
        "cases": list(visible.filter(pk__in=ids[:NAMED]).select_related("customer").order_by("created_at", "pk")),
        "submission": uuid.uuid4(),
    }
    if want.ask.startswith("macro:"):
        number = want.ask.partition(":")[2]
        macro = macros_for(user).filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if macro is None:
            raise Http404
        context["macro"] = macro
    elif not want.ask:
        context |= choices("", user)
    return context
