"""What waits for a person, as its page tells it: what it is, whom it is about, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Func, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.models import ImportJob, OutgoingMessage
from core.pages import Mark, Page, page_of
from core.states import ImportState, Medium
from followups.models import Trouble
from followups.queries.loops import late_loops
from followups.states import Outcome, TroubleKind

SIZE = 25
CAUSES = 20
IMPORTS = 10
LATELY = dt.timedelta(days=30)
ABOUT = (
    "plan", "customer", "delivery__purchase__customer", "ticket__customer", "call__customer", "invitation__customer",
)  # fmt: skip
WHAT_TO_DO: dict[TroubleKind, str | Promise] = {
    TroubleKind.NO_ZONE: _(
        "Write where they live. Until then they are called and written to by the company's own clock."
    ),
    TroubleKind.BAD_PHONE: _("Ask for the right number and write it down with the customer."),
    TroubleKind.FUTURE: _("Correct the day of the delivery. Nothing follows it before."),
    TroubleKind.BEFORE_PURCHASE: _("Correct the day of the delivery or of the purchase. Nothing follows it before."),
    TroubleKind.NO_WINDOW: _("Change its hours or its days. The plan calls nobody there before."),
    TroubleKind.NOT_PLANNED: _(
        "Something unexpected happened. It is tried again every hour; when it stays, tell who looks after the program."
    ),
    TroubleKind.NOT_SENT: _(
        "Something unexpected happened five times. Try it again; when it stays, tell who looks after the program."
    ),
    TroubleKind.NOT_CLOSED: _(
        "Something unexpected happened. It is tried again by itself; when it stays, tell who looks after the program."
    ),
}
# Mended on the card that says how they are reached, also when a call told of it.
OF_CONTACT = (TroubleKind.NO_ZONE, TroubleKind.BAD_PHONE)
LETTERS: dict[str, str | Promise] = {
    "survey": _("Survey"),
    "survey_reminder": _("Reminder of a survey"),
    "case_received": _("Receipt of a case"),
    "case_replied": _("Reply in a case"),
    "case_resolved": _("Case resolved"),
    "login_code": _("Code to sign in"),
    "password_reset": _("New password"),
    "appointment_booked": _("Visit booked"),
    "appointment_cancelled": _("Visit cancelled"),
    "parcel": _("Parcel"),
    "proposal_made": _("Solution proposed"),
    "mentioned": _("Mention of a colleague"),
    "noticed": _("Notice to a colleague"),
}


@dataclass(frozen=True)
class Line:
    """A trouble: whom it is about and where it is mended, each with its words."""

    trouble: Trouble
    about: str
    to_do: str | Promise
    place: str
    where: str | Promise

    @property
    def outcome(self) -> str:
        """What whoever dialled said of it, in words; empty where its detail is the name of an error."""
        detail = self.trouble.detail
        return str(Outcome(detail).label) if detail in Outcome.values else ""

    @property
    def is_survey(self) -> bool:
        return self.trouble.kind == TroubleKind.NOT_SENT and self.trouble.invitation_id is not None


def troubles_page(kind: str, after: Mark | None, before: Mark | None) -> Page[Line]:
    """Open troubles, the latest first; of one kind, when it is said."""
    rows = Trouble.objects.open().select_related(*ABOUT).prefetch_related("delivery__units")
    if kind:
        rows = rows.filter(kind=kind)
    page = page_of(rows, key="last_at", descending=True, size=SIZE, after=after, before=before)
    return Page([line_of(one) for one in page.rows], page.before, page.after)


def kinds() -> list[tuple[str, str, int]]:
    """The kinds of trouble there are, in words, and how many of each."""
    counted = Trouble.objects.open().order_by().values_list("kind").annotate(count=Count("pk"))
    return sorted(((kind, str(TroubleKind(kind).label), count) for kind, count in counted), key=lambda one: -one[2])


def line_of(trouble: Trouble) -> Line:
    """A trouble in words."""
    about, place, where = _place(trouble)
    return Line(trouble, about, WHAT_TO_DO[TroubleKind(trouble.kind)], place, where)


def _place(trouble: Trouble) -> tuple[str, str, str | Promise]:
    if trouble.kind in OF_CONTACT and trouble.customer:
        who, page, _words = _customer(str(trouble.customer), trouble.customer.pk)
        return who, f"{page}#contact", _("Correct it")
    if trouble.plan:
        return trouble.plan.name, reverse("desk:plan_edit", args=[trouble.plan_id]), _("Change the plan")
    if trouble.ticket:
        return trouble.ticket.reference, reverse("desk:ticket", args=[trouble.ticket.reference]), _("Open the case")
    if trouble.call:
        return str(trouble.call.customer), reverse("desk:call", args=[trouble.call_id]), _("Open the call")
    if trouble.delivery:
        who = str(trouble.delivery.purchase.customer)
        units = sorted(trouble.delivery.units.all(), key=lambda unit: unit.pk)
        if units:
            return who, reverse("desk:unit", args=[units[0].pk]), _("Open the product")
        return _customer(who, trouble.delivery.purchase.customer_id)
    customer = trouble.customer or (trouble.invitation.customer if trouble.invitation else None)
    return _customer(str(customer), customer.pk) if customer else ("—", "", "")


def _customer(who: str, pk: int) -> tuple[str, str, str | Promise]:
    return who, reverse("desk:customer", args=[pk]), _("Open the customer")


@dataclass(frozen=True)
class Letter:
    """A message that could not be sent: to whom in part only, and of the error its name."""

    message: OutgoingMessage
    kind: str | Promise
    to: str

    @property
    def may_go_again(self) -> bool:
        return not self.message.secret and bool(self.message.to)


def letters_page(cause: str, after: Mark | None, before: Mark | None) -> Page[Letter]:
    """Messages that wait for a person, the latest first; of one cause, when it is said. Their words are not read."""
    rows = OutgoingMessage.objects.dead().defer("text", "html")
    if cause:
        rows = rows.failed_with(cause)
    page = page_of(rows, key="created_at", descending=True, size=SIZE, after=after, before=before)
    return Page([letter_of(one) for one in page.rows], page.before, page.after)


def causes() -> list[tuple[str, int]]:
    """Why messages could not be sent, by the name of the error; the most first."""
    name = Func(F("last_error"), Value(":"), Value(1), function="split_part", output_field=TextField())
    counted = OutgoingMessage.objects.dead().order_by().values_list(name).annotate(count=Count("pk"))
    return sorted(counted, key=lambda one: (-one[1], one[0]))[:CAUSES]


def letter_of(message: OutgoingMessage) -> Letter:
    return Letter(message, LETTERS.get(message.kind, message.kind), masked(message.to, message.medium))


def masked(to: str, medium: str) -> str:
    """An address in part: «ma…@example.org», «…678»."""
    if not to:
        return "—"
    if medium == Medium.SMS:
        return f"…{to[-3:]}"
    name, at, domain = to.rpartition("@")
    return f"{name[:2]}…{at}{domain}" if at else f"{to[:2]}…"


def interrupted_imports(by: Actor, now: dt.datetime) -> list[ImportJob]:
    """Those that stopped lately, and may be run again."""
    jobs = ImportJob.objects.visible_to(by).annotate(at=Coalesce("finished_at", "created_at"))
    return list(jobs.filter(state=ImportState.FAILED, at__gte=now - LATELY).order_by("-pk")[:IMPORTS])


def anything_waits(by: Actor, now: dt.datetime) -> bool:
    """Whether the page has anything."""
    rows = Trouble.objects.open().exists() or OutgoingMessage.objects.dead().exists()
    return rows or bool(late_loops(now, limit=1)) or bool(interrupted_imports(by, now))


def stuck_causes(lines: Iterable[Line]) -> list[str]:
    """The errors of the surveys among these."""
    return sorted({line.trouble.detail for line in lines if line.is_survey and line.trouble.detail})
