"""Forgetting a person: what they had is sealed, and then nobody can read it any more, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from typing import IO, NamedTuple

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, Q

from core.actions.erasing import (
    forget_accounts,
    forget_imports,
    forget_letters,
    forget_log,
    forget_traces,
    sessions_of,
)
from core.actors import SYSTEM
from core.models import User
from customers.actions.erasing import forget_people
from customers.models import Customer, Delivery, Purchase, Registration, Unit
from followups.actions.erasing import forget_followups
from followups.models import Answer, Call, CallAttempt, Invitation
from privacy.actions.asking import write_down
from privacy.actions.erasing import forget_holds
from privacy.bundle import bundled, in_a_file
from privacy.held import nobody_is_held_meanwhile
from privacy.holdings import files_of, gathered
from privacy.models import Erasure, Hold
from privacy.people import Person
from privacy.queries import cells_of, counts_of, last_events, names_of, their_letters, waits_for
from privacy.sealing import lock_of, sealed, sealed_name
from privacy.states import ErasureState
from privacy.terms import Kept, kept_until, terms
from privacy.theirs import of_units
from tickets.actions.erasing import forget_cases_of, hold_cases_of
from tickets.models import Message, Ticket
from warranties.actions.erasing import forget_care
from warranties.models import Custody

log = structlog.get_logger(__name__)


def block(*, erasure: Erasure, now: dt.datetime) -> Erasure:
    """Seal all that is held of this person, then forget it on every floor: all or nothing, and at most once.

    Every record with their e-mail is one person. While something is under way with them nothing is done, and
    `waits_for` says what. The sealed file is written before the rows, by each try under a name of its own: whoever dies
    in between leaves a file that nobody points at, and `sweep_files` finds it.
    """
    name = sealed_name(erasure.uid)
    # Everybody's sessions are read through for theirs: before anybody has to wait for us.
    seen = _looked(Person.of(Customer.objects.get(pk=erasure.customer_id)))
    try:
        with transaction.atomic():
            return _block(erasure, name, seen, now)
    except BaseException:
        # A connection that broke after the commit fails as well, and then the row holds the file.
        with suppress(Exception):
            if not Erasure.objects.filter(sealed=name).exists():
                default_storage.delete(name)
        raise


class _Seen(NamedTuple):
    person: Person
    sessions: list[str]


def _looked(person: Person) -> _Seen:
    return _Seen(person, sessions_of(accounts=person.accounts, email=person.email))


def _block(erasure: Erasure, name: str, seen: _Seen, now: dt.datetime) -> Erasure:
    nobody_is_held_meanwhile()
    person = _held(erasure)
    erasure.refresh_from_db()
    if erasure.state != ErasureState.ASKED or erasure.begins_at > now:
        return erasure
    if seen.person != person:  # a record or an account came meanwhile
        seen = _looked(person)
    rows = _rows(erasure, person, now)
    if waits := list(waits_for(person, now)):
        Erasure.objects.filter(pk__in=rows).update(waits_for=waits)
        erasure.waits_for = waits
        return erasure
    told, files = gathered(person, now=now, whole=True), files_of(person, now=now, whole=True)
    with bundled(told, files) as source:
        _write(name, source, erasure)
    kept = kept_until(erasure.customer.country, last_events(person, now), terms())
    _forget(seen, now)
    Erasure.objects.filter(pk__in=rows).update(
        state=ErasureState.BLOCKED,
        blocked_at=now,
        destroy_on=kept.until + dt.timedelta(days=1),
        waits_for=[],
        counts=counts_of(told, files),
        kept_by=_cited(kept),
        sealed=name,
        asked_by=None,
    )
    erasure.refresh_from_db()
    log.info("person_blocked", erasure=str(erasure.uid), kept_until=str(kept.until))
    return erasure


def _held(erasure: Erasure) -> Person:
    """Who it is, with their records held and their cases then: nothing new comes to them until we are done."""
    found = Person.of(Customer.objects.get(pk=erasure.customer_id))
    while True:
        list(Customer.objects.filter(pk__in=found.customers).order_by("pk").select_for_update())
        # Who had them in hand before us may have given them another address.
        if (person := Person.of(Customer.objects.get(pk=erasure.customer_id))) == found:
            hold_cases_of(customers=person.customers)
            return person
        found = person


def _rows(erasure: Erasure, person: Person, now: dt.datetime) -> list[int]:
    """The erasures of this person that are to be done: of records that came since, too."""
    asked = Erasure.objects.filter(customer__in=person.customers).exclude(state=ErasureState.CANCELLED)
    known = {row.customer_id: row for row in asked.select_for_update(of=("self",)).order_by("pk")}
    new = [pk for pk in person.customers if pk not in known]
    made = write_down(customers=new, begins_at=erasure.begins_at, by=SYSTEM, now=now)
    return [row.pk for row in [*known.values(), *made] if row.state == ErasureState.ASKED]


def _write(name: str, source: IO[bytes], erasure: Erasure) -> None:
    with in_a_file(sealed(source, uid=erasure.uid, lock=lock_of(settings.SEAL_KEYS))) as out:
        kept = default_storage.save(name, File(out))
    if kept != name:
        raise OSError(f"another file has the name {name}")


def _cited(kept: Kept) -> list[dict[str, str]]:
    return [{"code": term.code, "cites": term.cites, "until": end.isoformat()} for term, end in kept.by]


def _forget(seen: _Seen, now: dt.datetime) -> None:
    """From the highest floor down: what says whose a row is goes last."""
    person = seen.person
    words, cells, letters = names_of(person), cells_of(person), their_letters(person)
    noted = _noted(person)
    forget_letters(letters=letters)
    forget_followups(customers=person.customers, now=now)
    forget_cases_of(customers=person.customers)
    forget_care(customers=person.customers)
    forget_imports(words=words, cells=cells)
    forget_log(rows=noted)
    forget_holds(customers=person.customers)
    forget_people(customers=person.customers, now=now)
    forget_accounts(accounts=person.accounts, sessions=seen.sessions)
    # Last, for it holds up whoever writes a trace.
    forget_traces(rows={model._meta.label_lower: numbers for model, numbers in noted.items()})


def _noted(person: Person) -> dict[type[Model], Collection[int]]:
    """The rows of theirs that traces and the administration's log may be about."""
    theirs = {"customer__in": person.customers}
    found: dict[type[Model], Collection[int]] = {Customer: person.customers, User: person.accounts}
    rows = [
        Purchase.objects.filter(**theirs),
        Delivery.objects.filter(purchase__customer__in=person.customers),
        Unit.objects.filter(of_units("")(person)),
        Registration.objects.filter(**theirs),
        Custody.objects.filter(of_units("unit__")(person)),
        Ticket.objects.filter(**theirs),
        Message.objects.filter(ticket__customer__in=person.customers),
        Call.objects.filter(**theirs),
        CallAttempt.objects.filter(call__customer__in=person.customers),
        Invitation.objects.filter(**theirs),
        Answer.objects.filter(Q(invitation__customer__in=person.customers) | Q(call__customer__in=person.customers)),
        Hold.objects.filter(**theirs),
    ]
    return found | {query.model: list(query.values_list("pk", flat=True)) for query in rows}
