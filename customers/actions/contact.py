"""How a customer is reached and where they live: what an agent puts right for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.cells import zones
from core.errors import Refused
from core.normal import normal_phone, plain_words
from core.states import LANGUAGE_CODES
from customers.actions.correcting import write_correction
from customers.actions.known import check_known
from customers.models import Customer

LONGEST_REGION = 80


@dataclass(frozen=True)
class Contact:
    """The facts, as they are kept or as somebody writes them. The country by its two letters, the zone by its name."""

    phone: str
    country: str
    region: str
    timezone: str
    language: str

    @classmethod
    def of(cls, customer: Customer) -> Contact:
        return cls(**{name: getattr(customer, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def correct_contact(
    *, customer: Customer, seen: Contact | None, contact: Contact, by: Actor, now: dt.datetime
) -> list[str]:
    """What differs from what is kept is written on this record; the names of what changed, none when nothing does.

    Effects: as `write_correction`. Whoever could not be called or was called by a wrong clock is found by the planner's
    next round.

    What is as they had `seen` it stays so, even if it would not be written down like that today. Refused of who was
    forgotten ("forgotten"), of what cannot be ("phone", "country", "region", "timezone", "language"), and when somebody
    else changed any of it since it was seen, or nobody knows what was ("meanwhile").
    """
    check_known(customer)
    row = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    was = Contact.of(row)
    told = asdict(_readable(contact, seen or was))
    if told != asdict(was) and seen != was:
        raise Refused(
            _("Somebody changed this meanwhile. Look at what it says now; if yours is right, save it again."),
            code="meanwhile",
        )
    return write_correction(customer=row, after=told, by=by, now=now)


def faults_of(contact: Contact, *, seen: Contact) -> list[Refused]:
    """Why each of what is written cannot be kept, of what is not as it was `seen`; the code is the name of the fact."""
    faults = []
    for read in _readers(contact, seen).values():
        try:
            read()
        except Refused as refusal:
            faults.append(refusal)
    return faults


def _readable(told: Contact, seen: Contact) -> Contact:
    """In the form in which each is kept."""
    return Contact(**{name: read() for name, read in _readers(told, seen).items()})


def _readers(told: Contact, seen: Contact) -> dict[str, Callable[[], str]]:
    def unless_seen(name: str, read: Callable[[str], str]) -> Callable[[], str]:
        text = getattr(told, name)
        return lambda: text if text == getattr(seen, name) else read(text)

    return {
        "phone": lambda: _phone(told.phone, told.country, seen.phone),
        "country": unless_seen("country", _country),
        "region": unless_seen("region", _region),
        "timezone": unless_seen("timezone", _zone),
        "language": unless_seen("language", _language),
    }


def _phone(text: str, country: str, seen: str) -> str:
    try:
        return normal_phone(text, country.strip().upper() or str(settings.COMPANY["country"]))
    except ValueError as error:
        if text == seen:
            return seen
        words = _(
            "«%(phone)s» cannot be dialled. Is a digit missing, or one too many? "
            "Of another country it begins with its code, as +351 910 000 000."
        )
        raise Refused(words % {"phone": text}, code="phone") from error


def _country(text: str) -> str:
    code = text.strip().upper()
    if code and code not in phonenumbers.SUPPORTED_REGIONS:
        raise Refused(_("«%(code)s» is no country. Choose one of the list.") % {"code": text}, code="country")
    return code


def _region(text: str) -> str:
    words = plain_words(text)
    if len(words) > LONGEST_REGION:
        raise Refused(
            _("This region is too long: the limit is %(n)s characters.") % {"n": LONGEST_REGION}, code="region"
        )
    return words


def _zone(text: str) -> str:
    written = text.strip().replace(" ", "_").casefold()
    found = next((name for name in zones() if name.casefold() == written), None)
    if found is None:
        raise Refused(
            _("There is no time zone «%(zone)s». Choose one of the list, as Europe/Madrid.") % {"zone": text},
            code="timezone",
        )
    return found


def _language(text: str) -> str:
    if text not in LANGUAGE_CODES:
        raise Refused(_("We do not write in that language. Choose one of the list."), code="language")
    return text
