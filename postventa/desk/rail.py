"""The rail's list of views, with how much waits in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followups.models import Call
from tickets.queries import View, counts

VIEWS: dict[View, tuple[Promise, str]] = {
    View.OPEN: (_("All open"), "inbox"),
    View.SAFETY: (_("Danger"), "siren"),
    View.MINE: (_("Mine"), "user-round"),
    View.UNASSIGNED: (_("Unassigned"), "user-x"),
    View.OURS: (_("Our turn"), "hand"),
    View.CUSTOMER: (_("Waiting for the customer"), "hourglass"),
    View.PART: (_("Waiting for a part"), "package"),
    View.RESOLVED: (_("Resolved lately"), "circle-check"),
}


@dataclass(frozen=True)
class Item:
    view: View
    name: Promise
    icon: str
    count: int | None


def rail(request: HttpRequest) -> dict[str, object]:
    """The context of the rail."""
    waiting = counts(user_id=request.user.pk)
    items = [Item(view, name, icon, waiting.get(view)) for view, (name, icon) in VIEWS.items()]
    calls = Call.objects.due(timezone.now()).count()
    return {"views": items, "counts": {"cases": waiting["open"], "calls": calls}}
