"""What the bar above the queue sends: which cases, and what to do with them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core.actors import actor_of
from core.errors import Refused
from core.models import User
from postventa.desk.forms.macros import split_tags
from tickets.actions.bulk import MOST_CASES
from tickets.deeds import Deed, read_written
from tickets.models import Ticket
from tickets.queries.queue import in_query

MOST_CHOSEN = 500  # boxes of a page; more come as a whole view
TYPED = ("tag", "untag")


class Wanted:
    """A form of the bulk bar. `all` is the address of the view when everything in it is meant, not only the boxes."""

    def __init__(self, sent: QueryDict, user: User, now: dt.datetime) -> None:
        self.sent, self.user, self.now = sent, user, now
        self.all = sent.get("all", "")
        self.back = sent.get("in", "")[:2000] or self.all
        # PostgreSQL has no such character, and no reference either.
        given = (reference for reference in sent.getlist("case") if "\x00" not in reference)
        self.references = list(dict.fromkeys(given))
        self.more = False

    @property
    def ask(self) -> str:
        """What to ask before anything is done; "" for nothing."""
        return self.sent.get("ask", "")[:40]

    @property
    def into(self) -> int | None:
        given = self.sent.get("into", "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None

    @property
    def submission(self) -> uuid.UUID:
        """The form's, or a new one: without a script each click is a form of its own."""
        try:
            return uuid.UUID(self.sent.get("submission", ""))
        except ValueError:
            return uuid.uuid4()

    def deeds(self) -> tuple[Deed, ...]:
        """Refused as `read_written` refuses. A tag is typed beside its button."""
        written = []
        for text in self.sent.getlist("deed"):
            names = split_tags(self.sent.get("tags", "")) if text in TYPED else None
            written += [text] if names is None else [f"{text}:{name}" for name in names or [""]]
        return read_written(written)

    def ids(self) -> list[int]:
        """The cases, in the order of the view; `more` says that it had more than can be done at once.

        Refused for more boxes than a page can have: some of them done and some not is what nobody asked for.
        """
        if not self.all:
            if len(self.references) > MOST_CHOSEN:
                limit = {"limit": MOST_CHOSEN}
                raise Refused(
                    _("At most %(limit)s cases can be chosen one by one. Choose the whole view instead.") % limit,
                    code="chosen_many",
                )
            visible = Ticket.objects.visible_to(actor_of(self.user)).filter(reference__in=self.references)
            known = dict(visible.values_list("reference", "pk"))
            return [known[reference] for reference in self.references if reference in known]
        rows = in_query(self.all, user_id=self.user.pk, now=self.now)
        found = list(rows.values_list("pk", flat=True)[: MOST_CASES + 1])
        self.more = len(found) > MOST_CASES
        return found[:MOST_CASES]


def wanted(request: HttpRequest, now: dt.datetime) -> Wanted:
    return Wanted(request.POST, request.user, now)  # type: ignore[arg-type]
