"""Another e-mail for a customer: it is how they come in, so the new address has to answer first."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actions.letters import post_letter
from core.actions.mail import readdress_mail
from core.actors import Actor
from core.errors import Refused
from core.models import OutgoingMessage, User
from customers.actions.by_hand import ONE_AT_A_TIME
from customers.actions.known import check_known
from customers.former import CHANGED, print_of
from customers.links import HOURS, email_change_url
from customers.models import Customer


def ask_email_change(*, account: User, email: str, now: dt.datetime) -> OutgoingMessage | None:
    """Send the link to the new address, whoever has it: only they are told what comes of it.

    Refused for the address that they have already ("email_same").
    """
    if email == account.email:
        raise Refused(_("This is the address that you have now."), code="email_same")
    return post_letter(
        template="email_change",
        to=email,
        language=account.language,
        context={"url": email_change_url(account, email, now), "hours": HOURS},
        now=now,
    )


@transaction.atomic
def change_email(*, account: User, email: str, by: Actor, now: dt.datetime) -> int:
    """The account and every record with its address have the new one; the old address is told; how many records.

    What waits to be sent to the old address goes to the new one. Links in letters to the old one open nothing any
    more. Nothing is written when it has the new one already. Refused when somebody has the new address by now
    ("email_taken"), when the account has another one than who asks knows ("email_over"), and of who was forgotten
    ("forgotten").
    """
    for contact in sorted((account.email, email)):  # as writing down a customer by hand does
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ONE_AT_A_TIME, contact])
    old = account.email
    if _held(account) == email:  # the other click of the two was first
        return 0
    if account.email != old:
        raise Refused(_("This account has another address by now. Ask for the change from there."), code="email_over")
    if User.objects.filter(email=email).exists() or Customer.objects.filter(email=email).exists():
        raise _taken()
    records = list(Customer.objects.filter(email=old).order_by("pk").select_for_update(of=("self",), no_key=True))
    Customer.objects.filter(pk__in=[one.pk for one in records]).update(email=email)
    _move(account, email)
    for one in records:
        before, after = {"address": print_of(old)}, {"address": print_of(email)}
        note_change(
            noun="customers.customer", object_id=one.pk, what=CHANGED, before=before, after=after, by=by, now=now
        )
    readdress_mail(old=old, new=email)
    post_letter(template="email_changed", to=old, language=account.language, context={}, now=now)
    return len(records)


def _held(account: User) -> str:
    """The address that the account has now, held: their records before the account, as by who forgets them."""
    for record in Customer.objects.filter(email=account.email).order_by("pk").values_list("pk", flat=True):
        check_known(record)
    account.refresh_from_db(fields=["email"], from_queryset=User.objects.select_for_update())
    return account.email


def _move(account: User, email: str) -> None:
    account.email = email
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
    except IntegrityError as error:  # somebody else's first sign-in with it, this very moment
        raise _taken() from error


def _taken() -> Refused:
    return Refused(
        _("This address belongs to another customer of ours. Come in with it to see what is under it, or write to us."),
        code="email_taken",
    )
