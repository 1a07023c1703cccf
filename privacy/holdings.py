"""All that we hold of a person, table by table: which rows are theirs, why we hold them, and what is told of them.

A test walks every table that leads to a customer and fails when one is neither here nor in `untold`, with its reason:
so nothing can be forgotten, neither in what a person downloads nor in what is sealed when they ask to be forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from core.models import AuditEntry, OutgoingMessage, StoredFile, User
from core.states import Outgoing
from customers import models as sold
from followups import models as asked
from privacy.models import Erasure, Hold
from privacy.people import Person
from privacy.purposes import Purpose
from privacy.states import Keeping
from privacy.telling import named_of, told
from privacy.theirs import (
    NOTHING,
    Mine,
    Veil,
    by_hand,
    contract_of_another,
    happened,
    letters,
    not_answered_yet,
    notes,
    of_account,
    of_units,
    said,
    said_with,
    sale_of_another,
    talk,
    through,
    told_by_now,
    while_theirs,
)
from tickets import models as cases
from tickets.states import PUBLIC_MESSAGES
from warranties import models as covers

# What is never told, not even to a court: it opens doors, and says nothing of anybody.
SECRETS = frozenset({"password", "session_key", "submission"})


@dataclass(frozen=True)
class Holding:
    """Rows of a table that are about a person.

    `out`: which of them the person gets by themselves, at a moment; None: none of them, since a colleague wrote them
    for colleagues and a person has to look for others' data first (GDPR art. 15.4). `hidden`: columns that are not
    told. `veil`: of a row, columns that are not theirs; `beside`: relations that the veil looks at.
    """

    name: str
    model: type[Model]
    mine: Mine
    purpose: Purpose
    keeping: Keeping | None = None
    out: Callable[[dt.datetime], Q] | None = lambda now: Q()
    hidden: frozenset[str] = NOTHING
    veil: Veil = lambda row, person: NOTHING
    beside: tuple[str, ...] = ()

    def rows(self, person: Person, *, now: dt.datetime, whole: bool = False) -> QuerySet[Any]:
        """Those of the person, oldest first; `whole`: also what only a court would get."""
        rows = self.model._default_manager.filter(self.mine(person))
        if not whole:
            rows = rows.filter(self.out(now)) if self.out else rows.none()
        return rows.select_related(*named_of(self.model), *self.beside).order_by("pk")

    def told(self, person: Person, *, now: dt.datetime, whole: bool = False) -> list[dict[str, object]]:
        """Each row as plain values."""
        rows = self.rows(person, now=now, whole=whole)
        if whole:
            return [told(row, person, without=SECRETS) for row in rows]
        return [told(row, person, without=SECRETS | self.hidden | self.veil(row, person)) for row in rows]


SALE, CARE, QUALITY, WISHES = Purpose.SALE, Purpose.CARE, Purpose.QUALITY, Purpose.WISHES

HOLDINGS: tuple[Holding, ...] = (
    Holding("records", sold.Customer, through("pk"), SALE, Keeping.CUSTOMERS),
    Holding("purchases", sold.Purchase, through("customer"), SALE, Keeping.CUSTOMERS),
    Holding("deliveries", sold.Delivery, through("purchase__customer"), SALE, Keeping.CUSTOMERS),
    Holding("products", sold.Unit, of_units(""), SALE, Keeping.CUSTOMERS, veil=sale_of_another, beside=("purchase",)),
    Holding(
        "plans",
        covers.Cover,
        of_units("unit__"),
        SALE,
        Keeping.CUSTOMERS,
        veil=contract_of_another,
        beside=("unit__purchase",),
    ),
    Holding("maintenance", covers.MaintenanceVisit, while_theirs("cover__unit__", "on"), SALE, Keeping.CUSTOMERS),
    Holding("repairs", covers.Custody, while_theirs("unit__", "handed_in_on"), SALE, Keeping.CUSTOMERS),
    Holding("registrations", sold.Registration, through("customer"), SALE, Keeping.REGISTRATIONS),
    Holding("cases", cases.Ticket, through("customer"), CARE, Keeping.CASES),
    Holding("statements", cases.Statement, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("messages", cases.Message, talk, CARE, Keeping.CASES, said, frozenset({"letter"})),
    Holding("files", cases.Attachment, through("message__ticket__customer"), CARE, Keeping.CASES, said_with),
    Holding("history", cases.TicketEvent, through("ticket__customer"), CARE, Keeping.CASES, happened),
    Holding("decisions", cases.CoverageDecision, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("proposals", cases.Proposal, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("promises", cases.Promise, through("ticket__customer"), CARE, Keeping.CASES, told_by_now),
    Holding(
        "points",
        cases.Point,
        through("ticket__customer"),
        CARE,
        Keeping.CASES,
        veil=not_answered_yet,
        beside=("ticket",),
    ),
    Holding("requests", cases.CompletionRequest, through("ticket__customer"), CARE, Keeping.CASES, told_by_now),
    Holding("legal_terms", cases.LegalStart, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("offers", cases.SlotOffer, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("appointments", cases.Appointment, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("parcels", cases.Parcel, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("tags", cases.TicketTag, through("ticket__customer"), CARE, Keeping.CASES),
    Holding("on_the_way", cases.Filing, through("customer"), CARE, Keeping.FILINGS),
    Holding("on_the_way_files", cases.FilingFile, through("filing__customer"), CARE, Keeping.FILINGS),
    Holding("notes", cases.Message, notes, CARE, Keeping.CASES, None),
    Holding("drafts", cases.Draft, through("ticket__customer"), CARE, None, None),
    Holding("drafts_files", cases.DraftFile, through("draft__ticket__customer"), CARE, None, None),
    Holding(
        "calls",
        asked.Call,
        through("customer"),
        QUALITY,
        Keeping.CALL_NOTES,
        hidden=frozenset({"lane", "rank", "held_by", "held_until"}),
    ),
    Holding("call_moves", asked.CallMove, through("call__customer"), QUALITY, Keeping.CALL_NOTES),
    Holding(
        "call_attempts",
        asked.CallAttempt,
        through("call__customer"),
        QUALITY,
        Keeping.CALL_NOTES,
        hidden=frozenset({"note"}),
    ),
    Holding(
        "surveys",
        asked.Invitation,
        through("customer"),
        QUALITY,
        Keeping.ANSWERS,
        hidden=frozenset({"mail", "reminder"}),
    ),
    Holding("answers", asked.Answer, through("invitation__customer"), QUALITY, Keeping.ANSWERS),
    Holding("call_answers", asked.Answer, through("call__customer"), QUALITY, Keeping.ANSWERS),
    Holding("loops", asked.Loop, through("invitation__customer"), QUALITY, Keeping.ANSWERS),
    Holding("groups", asked.Arm, through("delivery__purchase__customer"), QUALITY, Keeping.CALL_NOTES),
    Holding("case_groups", asked.Arm, through("ticket__customer"), QUALITY, Keeping.CALL_NOTES),
    Holding(
        "letters",
        OutgoingMessage,
        letters,
        CARE,
        Keeping.LETTERS,
        lambda now: Q(status=Outgoing.SENT),
        frozenset({"claimed_at", "next_try_at", "last_error", "html"}),
    ),
    Holding("wishes", sold.Consent, through("customer"), WISHES, Keeping.CUSTOMERS),
    Holding("changes", AuditEntry, by_hand, SALE, Keeping.CUSTOMERS, hidden=frozenset({"reason"})),
    Holding(
        "account",
        User,
        of_account("pk"),
        Purpose.ACCESS,
        Keeping.CUSTOMERS,
        hidden=frozenset({"is_superuser", "is_staff", "capacity", "role"}),
    ),
    Holding(
        "sessions", apps.get_model("usersessions", "UserSession"), of_account("user"), Purpose.ACCESS, Keeping.VISITS
    ),
    Holding("holds", Hold, through("customer"), Purpose.RIGHTS, None, hidden=frozenset({"why", "lifted_why"})),
    Holding("erasures", Erasure, through("customer"), Purpose.RIGHTS, None, hidden=frozenset({"sealed"})),
)
BY_NAME = {holding.name: holding for holding in HOLDINGS}


def gathered(person: Person, *, now: dt.datetime, whole: bool = False) -> dict[str, list[dict[str, object]]]:
    """Everything, by the name of the holding; `whole`: also what only a court would get."""
    return {holding.name: holding.told(person, now=now, whole=whole) for holding in HOLDINGS}


@dataclass(frozen=True)
class HeldFile:
    """A file that is theirs: by which row of which holding."""

    holding: str
    row: int
    file: StoredFile

    @property
    def path(self) -> str:
        """Where it stands in what is downloaded or sealed; the number keeps two of one name apart."""
        return f"files/{self.holding}/{self.row}-{self.file.name}"


def files_of(person: Person, *, now: dt.datetime, whole: bool = False) -> list[HeldFile]:
    """Their files: every column of a holding that leads to one; not those that nobody has looked into yet."""
    found = []
    for holding in HOLDINGS:
        for column in files_in(holding.model):
            rows = holding.rows(person, now=now, whole=whole).exclude(**{column: None}).select_related(column)
            found += [HeldFile(holding.name, row.pk, getattr(row, column)) for row in rows]
    return [held for held in found if whole or held.file.is_ready]


def files_in(model: type[Model]) -> list[str]:
    """The columns of a table that lead to a file."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is StoredFile]


def notes_among_us(person: Person) -> int:
    """How many notes of their cases and calls were written among ourselves, which a person goes through on request."""
    notes = cases.Message.objects.filter(ticket__customer__in=person.customers).exclude(kind__in=PUBLIC_MESSAGES)
    calls = asked.CallAttempt.objects.filter(call__customer__in=person.customers).exclude(note="")
    return notes.count() + calls.count()
