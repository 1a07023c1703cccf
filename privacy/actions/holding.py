"""A dispute begins and ends: while it lasts nothing of the person is destroyed (GDPR art. 17.3.e)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from core.models import AuditEntry
from core.normal import is_unseen, plain_words
from customers.actions.known import is_known
from customers.actions.standing import set_standing
from customers.models import Customer
from customers.queries import records_of
from customers.states import Standing
from privacy.held import HOLDING, held_records
from privacy.models import Erasure, Hold
from privacy.models.hold import LONGEST_WHY
from privacy.states import ErasureState


@transaction.atomic
def place_hold(*, customer: Customer, why: str, by: Actor, now: dt.datetime) -> Hold:
    """From now on neither an erasure nor a rule of retention takes anything of this person; a trace says who and why.

    They are in dispute with us from now on, so nobody asks or calls them of our own accord either. It waits for whoever
    destroys something at this moment. Refused without a reason ("why_missing") or with a long one ("why_long"), when a
    hold stands already ("held_already"), when all of theirs was destroyed ("nothing_left"), and for who is no manager
    ("not_manager").
    """
    why, person = _checked(why), _manager(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HOLDING])
    if held_records().filter(pk=customer.pk).exists():
        raise Refused(_("A dispute keeps the data of this person already."), code="held_already")
    if Erasure.objects.filter(customer=customer, state=ErasureState.DESTROYED).exists():
        raise Refused(_("Everything of this person was destroyed: there is nothing to keep."), code="nothing_left")
    is_new = _say_dispute(customer, by, now)
    hold = Hold.objects.create(customer=customer, why=why, placed_at=now, placed_by_id=person, said_dispute=is_new)
    _note(hold, "placed", why, by, now)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, why: str, by: Actor, now: dt.datetime) -> Hold:
    """The dispute is over: what waited for that goes on, and a trace says who said so and why. Twice is once.

    They are not in dispute with us any more, unless somebody said so by hand or another hold of theirs stands. Refused
    without a reason ("why_missing") or with a long one ("why_long"), and for who is no manager ("not_manager").
    """
    why, person = _checked(why), _manager(by)
    is_known(hold.customer_id)  # held before what is theirs
    hold = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by_id, hold.lifted_why = now, person, why
        hold.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        _note(hold, "lifted", why, by, now)
        if hold.said_dispute:
            _end_dispute(hold, by, now)
    return hold


def _say_dispute(customer: Customer, by: Actor, now: dt.datetime) -> bool:
    """Write down that they are in dispute with us; whether nobody had before, under any record of theirs."""
    is_new = not records_of(customer).filter(in_dispute=True).exists()
    changed = set_standing(customer=customer, standing=Standing.IN_DISPUTE, holds=True, by=by, now=now)
    return is_new and changed > 0


def _end_dispute(hold: Hold, by: Actor, now: dt.datetime) -> None:
    """Not while another hold of who is one person with them by now stands, nor when it was said by hand since."""
    others = Hold.objects.standing().filter(customer__in=records_of(hold.customer))
    since = AuditEntry.objects.filter(noun="customers.customer", object_id=hold.customer_id, at__gt=hold.placed_at)
    if others.exists() or since.filter(after__has_key=str(Standing.IN_DISPUTE)).exists():
        return
    set_standing(customer=hold.customer, standing=Standing.IN_DISPUTE, holds=False, by=by, now=now)


def _checked(why: str) -> str:
    why = plain_words(why)
    if is_unseen(why):
        raise Refused(_("Say why: which dispute it is, or how it ended."), code="why_missing")
    if len(why) > LONGEST_WHY:
        raise Refused(
            _("These words are too many: the limit is %(n)s characters.") % {"n": LONGEST_WHY}, code="why_long"
        )
    return why


def _manager(by: Actor) -> int:
    if not by.is_manager or by.user_id is None:
        raise Refused(_("Only a manager does that."), code="not_manager")
    return by.user_id


def _note(hold: Hold, what: str, why: str, by: Actor, now: dt.datetime) -> None:
    after = {"customer": hold.customer_id}
    note_change(noun="privacy.hold", object_id=hold.pk, what=what, before={}, after=after, reason=why, by=by, now=now)
