"""What each rule of retention would act on: rows, and the moment from which each counts. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from catalog.models import KnowledgeSearch
from core.erased import ERASED
from core.models import ImportJob, OutgoingMessage, User
from core.states import Outgoing
from customers.models import Customer, Purchase, Registration, Unit
from customers.states import RegistrationState
from followups.models import Answer, Call, CallAttempt, Invitation
from privacy.held import held_records, imports_held, letters_held
from privacy.models import Erasure, Hold, RetentionRule
from privacy.states import ErasureState, Keeping
from tickets.models import Filing, Ticket
from tickets.queries.words import with_words
from tickets.states import Status
from warranties.models import Custody

MOST = 1000
# Several records with one e-mail are one person.
_same_person = Q(customer__email=OuterRef("email")) & ~Q(customer__email="")
OVER = (RegistrationState.REFUSED, RegistrationState.WITHDRAWN)


@dataclass(frozen=True)
class Due:
    """What a night would do by a rule: how many rows, and since when the oldest of them counts.

    Nobody counts past MOST: `more` says that there are. `held` rows would go too, but a dispute needs them.
    """

    rule: RetentionRule
    count: int
    more: bool
    held: int
    oldest: dt.datetime | dt.date | None


def due_by(rule: RetentionRule, now: dt.datetime) -> Due:
    """What would go if the rule acted now, whether it is active or not."""
    rows, since = due_rows(rule.about, before(rule.months, now))
    count = rows.order_by()[: MOST + 1].count()
    oldest = rows.aggregate(oldest=Min(since))["oldest"] if count else None
    return Due(rule, min(count, MOST), count > MOST, held_rows(rule.about, before(rule.months, now)), oldest)


def before(months: int, now: dt.datetime) -> dt.datetime:
    """So many months ago, at the same hour; of a month that has no such day, its last."""
    month = now.year * 12 + now.month - 1 - months
    for day in range(now.day, 0, -1):
        try:
            return now.replace(year=month // 12, month=month % 12 + 1, day=day)
        except ValueError:
            continue
    raise ValueError("no such month")


def due_rows(about: str, since: dt.datetime) -> tuple[QuerySet, str]:
    """The rows of which the time was over at that moment, and the column that it counts from.

    Not what is of somebody who is held because of a dispute.
    """
    rows, column = _ROWS[Keeping(about)](since)
    return (rows.exclude(_of_who_is_held(about)) if Hold.objects.standing().exists() else rows), column


def held_rows(about: str, since: dt.datetime) -> int:
    """How many are kept by disputes alone; nobody counts past MOST."""
    if not Hold.objects.standing().exists():
        return 0
    rows, _column = _ROWS[Keeping(about)](since)
    return rows.filter(_of_who_is_held(about)).order_by()[:MOST].count()


def _of_who_is_held(about: str) -> Q:
    if about == Keeping.LETTERS:
        return letters_held()
    if about == Keeping.IMPORTS:
        return imports_held()
    if about == Keeping.VISITS:
        return Q(user__email__in=held_records().exclude(email="").values("email"))
    path = _WHOSE.get(Keeping(about))
    return Q(**{f"{path}__in": held_records().values("pk")}) if path else Q(pk__in=[])


# By whom a row is somebody's.
_WHOSE = {
    Keeping.CUSTOMERS: "pk",
    Keeping.CASES: "customer",
    Keeping.ANSWERS: "invitation__customer",
    Keeping.CALL_NOTES: "call__customer",
    Keeping.FILINGS: "customer",
    Keeping.REGISTRATIONS: "customer",
}


def _customers(since: dt.datetime) -> tuple[QuerySet, str]:
    """Nothing has happened with them since: neither bought nor asked nor told, and no account that came in."""
    mine = OuterRef("pk")
    recent = [
        Purchase.objects.filter(customer=mine, purchased_at__gte=since),
        Purchase.objects.filter(customer=mine, deliveries__delivered_at__gte=since),
        Unit.objects.filter(holder=mine, changed_hands_on__gte=since.date()),
        Purchase.objects.filter(_same_person, purchased_at__gte=since),
        Ticket.objects.filter(Q(last_message_at__gte=since) | Q(resolved_at__gte=since), customer=mine),
        Ticket.objects.filter(_same_person, last_message_at__gte=since),
        Filing.objects.filter(customer=mine, changed_at__gte=since),
        Registration.objects.filter(customer=mine, created_at__gte=since),
        Custody.objects.filter(Q(returned_at=None) | Q(returned_at__gte=since), unit__purchase__customer=mine),
        Custody.objects.filter(Q(returned_at=None) | Q(returned_at__gte=since), unit__holder=mine),
        Call.objects.filter(customer=mine, created_at__gte=since),
        Invitation.objects.filter(customer=mine, created_at__gte=since),
        User.objects.filter(Q(last_login__gte=since) | Q(date_joined__gte=since), email=OuterRef("email")),
    ]
    # Whoever never bought anything was written down some time that no column tells: somebody looks at them first.
    found = Customer.objects.filter(Exists(Purchase.objects.filter(customer=mine)), erased_at=None)
    for rows in recent:
        found = found.filter(~Exists(rows))
    asked = Erasure.objects.filter(customer=mine).exclude(state=ErasureState.CANCELLED)
    return found.filter(~Exists(asked)), "purchases__purchased_at"


def _cases(since: dt.datetime) -> tuple[QuerySet, str]:
    closed = Ticket.objects.filter(status__in=[Status.RESOLVED, Status.CLOSED], resolved_at__lt=since)
    return with_words(closed.filter(last_message_at__lt=since)), "resolved_at"


def _answers(since: dt.datetime) -> tuple[QuerySet, str]:
    return Answer.objects.filter(answered_at__lt=since).exclude(text__in=["", ERASED]), "answered_at"


def _call_notes(since: dt.datetime) -> tuple[QuerySet, str]:
    return CallAttempt.objects.filter(at__lt=since).exclude(note=""), "at"


def _letters(since: dt.datetime) -> tuple[QuerySet, str]:
    over = OutgoingMessage.objects.filter(status__in=[Outgoing.SENT, Outgoing.FAILED], created_at__lt=since)
    return over.exclude(to=""), "created_at"


def _filings(since: dt.datetime) -> tuple[QuerySet, str]:
    return Filing.objects.left_since(since), "changed_at"


def _searches(since: dt.datetime) -> tuple[QuerySet, str]:
    return KnowledgeSearch.objects.filter(day__lt=since.date()), "day"


def _imports(since: dt.datetime) -> tuple[QuerySet, str]:
    return ImportJob.objects.keeping_files_since(since), "finished_at"


def _registrations(since: dt.datetime) -> tuple[QuerySet, str]:
    over = Registration.objects.filter(state__in=OVER, decided_at__lt=since)
    words = ~Q(product_words="") | ~Q(bought_from="") | ~Q(answer__in=["", ERASED]) | Q(receipt__isnull=False)
    return over.filter(words), "decided_at"


def _visits(since: dt.datetime) -> tuple[QuerySet, str]:
    return apps.get_model("usersessions", "UserSession").objects.filter(last_seen_at__lt=since), "last_seen_at"


def over_sessions(now: dt.datetime) -> QuerySet[Session]:
    """Sessions that open nothing any more."""
    return Session.objects.filter(expire_date__lt=now)


_ROWS: dict[Keeping, Callable[[dt.datetime], tuple[QuerySet, str]]] = {
    Keeping.CUSTOMERS: _customers,
    Keeping.CASES: _cases,
    Keeping.ANSWERS: _answers,
    Keeping.CALL_NOTES: _call_notes,
    Keeping.LETTERS: _letters,
    Keeping.FILINGS: _filings,
    Keeping.SEARCHES: _searches,
    Keeping.IMPORTS: _imports,
    Keeping.REGISTRATIONS: _registrations,
    Keeping.VISITS: _visits,
}
