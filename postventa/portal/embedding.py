"""The complaint form within the shop's own site: which sites may show it, its signed form, and what becomes of it.

In a frame of another site there are no cookies. So whoever sends it is nobody until the order and its e-mail say who it
is; and since anybody can send it, nothing in the answer says whether they fit. The reference is in the letter.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.actions.files import accepted_files, store_files
from core.actors import customer_by_link
from customers.models import Purchase, Unit
from postventa.portal.guests import order_of
from tickets.actions.messages import check_file_count, check_text
from tickets.actions.opening import open_ticket
from tickets.states import Channel, Kind

_SALT = "postventa.portal.embed"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
OPEN_FOR = dt.timedelta(hours=12)
# Nobody reads and fills in the form in less.
QUICKEST = dt.timedelta(seconds=2)


class _Undone(Exception):
    """Nothing of it stays."""


def origins() -> list[str]:
    """The sites that may show the form, as «https://shop.example»; none unless the settings name some."""
    return [origin for origin in settings.EMBED_ORIGINS if _ORIGIN.fullmatch(origin)]


def new_token(submission: uuid.UUID | None = None) -> str:
    """What makes a form ours, for OPEN_FOR: when it was opened, and the number by which it counts once."""
    return signing.dumps((submission or uuid.uuid4()).hex, salt=_SALT)


@dataclass(frozen=True)
class Opened:
    """A form of ours. `submission` is known even when it is too old, so that sending it again is still once."""

    submission: uuid.UUID
    is_old: bool = False
    is_too_quick: bool = False


def read_token(token: str) -> Opened | None:
    """What a form says of itself; None when it is not ours."""
    try:
        submission = uuid.UUID(hex=signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    return Opened(submission, is_old=_older(token, OPEN_FOR), is_too_quick=not _older(token, QUICKEST))


def _older(token: str, age: dt.timedelta) -> bool:
    try:
        signing.loads(token, salt=_SALT, max_age=age)
    except signing.SignatureExpired:
        return True
    return False


def take_in(
    *,
    order: str,
    email: str,
    which: str,
    text: str,
    files: Sequence[UploadedFile],
    language: str,
    submission: uuid.UUID,
    now: dt.datetime,
) -> None:
    """Open a case about the order, when it is that e-mail's; once for a form and an order, however often it arrives.

    When it is not, the same work is done for a stand-in, and undone. So the answer takes about as long, and not quite:
    what is undone is not committed, and a stand-in may have more or fewer products. The limits by visitor are what
    keeps anybody from measuring it often enough. Photos are not drawn here: the sweep does it a moment later, since a
    task of their own would be sent for orders that fit alone. Refused for words and files that no case would take,
    whoever they are from.
    """
    whole = check_text(f"{which}\n\n{text}")  # as long as it can become
    check_file_count(len(files))
    purchase = order_of(order, email)
    # Somebody who is written to: of whom was forgotten no letter would be drawn.
    known = Purchase.objects.filter(customer__erased_at=None).exclude(customer__email="")
    stand_in = known.select_related("customer").order_by("pk").first()
    about = purchase or stand_in
    if about is None:
        return
    unit, customer = unit_meant(_units_of(about), which), about.customer
    with suppress(_Undone), accepted_files(uploads=files, now=now) as kept, transaction.atomic():
        ticket = open_ticket(
            customer=unit.keeper if unit else customer,
            unit=unit,
            kind=Kind.COMPLAINT,
            text=text if unit else whole,
            channel=Channel.PORTAL,
            language=language,
            stored=store_files(received=kept),
            # With another order or e-mail it is another form, so that one form cannot be used to try them out.
            submission=uuid.uuid5(submission, f"{about.pk if purchase else uuid.uuid4()}"),
            by=customer_by_link(customer.email),
            now=now,
        )
        if purchase is None or ticket.created_at != now:  # of an earlier arrival of the same form
            raise _Undone


def _units_of(purchase: Purchase) -> list[Unit]:
    """What the order brought and is still with whoever reads its e-mail."""
    rows = Unit.objects.held_by(purchase.customer.email).filter(purchase=purchase)
    return list(rows.select_related("product", "delivery", "purchase__customer", "holder").order_by("line", "pk"))


def unit_meant(units: Sequence[Unit], words: str) -> Unit | None:
    """The only one of the order, or the one whose product the words name best; None when that is not plain."""
    if len(units) < 2:
        return units[0] if units else None
    said = _words(words)
    scores = [len(said & _words(f"{unit.product.name} {unit.product.sku} {unit.product.brand}")) for unit in units]
    best = max(scores)
    return units[scores.index(best)] if best and scores.count(best) == 1 else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text.casefold()))
