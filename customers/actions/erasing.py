"""What is forgotten of people and of what they bought. What was sold, when and in which region stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.actions.erasing import forget_accounts, forget_files
from core.erased import ERASED, erased_order, erased_ref
from core.models import OutgoingMessage, User
from customers.actions.import_purchases import ONE_BATCH
from customers.models import Customer, Purchase, Registration
from customers.rules import INVITED, REGISTERED
from customers.states import RegistrationState


def forget_people(*, customers: Collection[int], now: dt.datetime) -> int:
    """Make nobody of these customers and of what names them, in the caller's transaction; how many were somebody.

    An order keeps a print of its number, by which an import knows it again. Serial numbers stay: they are the
    product's, and whoever holds it has its guarantee. Waits for a batch of an import that has read them already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_BATCH])
    forget_registrations(registrations=Registration.objects.filter(customer__in=customers), now=now)
    theirs = Purchase.objects.filter(customer__in=customers, customer__erased_at=None)
    orders = list(theirs.select_for_update(of=("self",)))
    for order in orders:
        # What was bought elsewhere has a number of ours, that says nothing.
        if not order.order_ref.startswith(REGISTERED):
            order.order_ref = erased_order(order.order_ref)
    Purchase.objects.bulk_update(orders, ["order_ref"], batch_size=500)
    people = list(Customer.objects.filter(pk__in=customers, erased_at=None).select_for_update())
    for person in people:
        person.ref, person.erased_at = erased_ref(person.pk), now
        person.name = person.email = person.phone = person.address = person.city = person.postal_code = ""
        person.quiet_from = person.quiet_to = None
        person.save()
    return len(people)


def forget_invited(*, before: dt.datetime, limit: int) -> int:
    """Delete those who were invited to say that a product is theirs and did nothing, in the caller's transaction.

    How many. Nothing hangs on them, no letter went to them since `before`, nor did they come in; an account that came
    in earlier is made nobody's.
    """
    mine = OuterRef("email")
    free = Customer.objects.filter(
        ~Exists(OutgoingMessage.objects.filter(to=mine, created_at__gte=before)),
        ~Exists(User.objects.filter(Q(last_login__gte=before) | Q(date_joined__gte=before), email=mine)),
        ref__startswith=INVITED,
        erased_at=None,
    )
    for relation in Customer._meta.related_objects:
        hanging = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        free = free.filter(~Exists(hanging))
    gone = list(free.order_by("pk").select_for_update(of=("self",), skip_locked=True)[:limit])
    Customer.objects.filter(pk__in=[one.pk for one in gone]).delete()
    # The shop may know them under another number by now.
    emails = {one.email for one in gone}
    emails -= set(Customer.objects.filter(email__in=emails).values_list("email", flat=True))
    accounts = User.objects.filter(email__in=emails).values_list("pk", flat=True)
    forget_accounts(accounts=list(accounts), sessions=[])
    return len(gone)


def forget_registrations(*, registrations: QuerySet[Registration], now: dt.datetime) -> int:
    """Empty the words and the receipt of registrations; one that waits for an answer is withdrawn; how many."""
    found = list(registrations.select_for_update(of=("self",)))
    receipts = [one.receipt_id for one in found if one.receipt_id]
    for one in found:
        if one.state == RegistrationState.WAITING:
            one.state, one.decided_at = RegistrationState.WITHDRAWN, now
        one.product_words = one.bought_from = ""
        one.answer, one.receipt = ERASED if one.answer else "", None
    Registration.objects.bulk_update(
        found, ["state", "decided_at", "product_words", "bought_from", "answer", "receipt"], batch_size=500
    )
    forget_files(files=receipts)
    return len(found)
