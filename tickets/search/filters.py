"""What a search asks of a case besides words, as conditions on cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Exists, Model, OuterRef, Q
from django.db.models.functions import Upper

from catalog.models import Product
from core.actors import Actor
from core.models import Team, User
from core.states import Role
from customers.models import Customer, Unit
from tickets.models import Attachment, Seen, Tag, TicketTag
from tickets.search.numbers import phone_of
from tickets.search.query import Filter, Query
from tickets.search.vocabulary import ME, NOBODY, STATES_OF, Key

MOST = 200  # products, people, units that one filter may name


@dataclass
class Narrowed:
    """`q` is what cases have to be; `names` is the same in words, of which the index has those of every customer.

    `of_names` looks again at what the index said. `few`: so few cases fit that they are best looked at one by one.
    `dated`: they are sorted by their day. `unknown` filters name nobody and nothing, so that no case fits.
    """

    q: Q = field(default_factory=Q)
    names: list[list[str]] = field(default_factory=list)
    of_names: Q = field(default_factory=Q)
    few: bool = False
    dated: bool = False
    unknown: list[Filter] = field(default_factory=list)


def narrow(query: Query, *, by: Actor, zone: dt.tzinfo | ZoneInfo) -> Narrowed:
    """What the filters of a query ask for. Days are those of `zone`."""
    narrowed = Narrowed()
    for one in query.filters:
        if one.days:
            narrowed.dated = True
            found: Q | Exists | None = _in_days(one, zone)
        elif one.key == Key.IS:
            found = _any(_is(value, by) for value in one.values)
        else:
            found = _ASKED[one.key](one, by, narrowed)
        if found is not None:
            narrowed.q &= ~Q(found) if one.without else Q(found)
        elif not one.without:
            narrowed.unknown.append(one)
    return narrowed


def _in_days(one: Filter, zone: dt.tzinfo) -> Q:
    assert one.days
    start, end = (day and dt.datetime.combine(day, dt.time(), zone) for day in (one.days.start, one.days.end))
    found = Q(created_at__gte=start) if start else Q()
    return found & Q(created_at__lt=end) if end else found


def _is(value: str, by: Actor) -> Q | Exists:
    match value:
        case "unassigned":
            return Q(assignee=None)
        case "mine":
            return Q(assignee=by.user_id)
        case "danger":
            return Q(safety=True)
        case "unread":
            seen = Seen.objects.filter(user=by.user_id, ticket=OuterRef("pk"), message__gte=OuterRef("last_said"))
            return Q(last_said__isnull=False) & ~Q(last_said__author=by.user_id) & Q(~Exists(seen))
    return Q(aside=value)


def _state(one: Filter, by: Actor, narrowed: Narrowed) -> Q:
    states = [state for value in one.values for state in STATES_OF.get(value, (value,))]
    return Q(status__in=states) & (Q() if one.without else Q(aside=""))


def _coded(one: Filter, by: Actor, narrowed: Narrowed) -> Q:
    column = {Key.KIND: "kind", Key.CHANNEL: "channel", Key.PRIORITY: "priority"}[one.key]
    return Q(**{f"{column}__in": one.values})


def _product(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    """By the whole SKU, else by part of the name."""
    exact = Product.objects.alias(code=Upper("sku")).filter(code__in=[value.upper() for value in one.values])
    named = _any(Q(name__unaccent__icontains=value) for value in one.values)
    return _of_products(list(exact.values_list("pk", flat=True)[:MOST]) or _some(Product, named))


def _line(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    return _of_products(_some(Product, _any(Q(line__name__unaccent__icontains=value) for value in one.values)))


def _of_products(found: list[int]) -> Q | None:
    """By the product in the index of words, which has its cases in their order."""
    return Q(search_text__product__in=found) if found else None


def _customer(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    """By their whole reference, else by words of the name, all of them."""
    if known := _some(Customer, Q(ref__in=one.values)):
        narrowed.few |= not one.without
        return Q(customer__in=known)
    named = _any(Q(*(Q(customer__name__unaccent__icontains=word) for word in value.split())) for value in one.values)
    if len(one.values) > 1 or one.without:
        return named
    narrowed.names.append(one.values[0].split())
    narrowed.of_names &= named
    return Q()


def _contact(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    if one.key == Key.EMAIL:
        wanted = _any(Q(email__startswith=value.lower()) for value in one.values) & ~Q(email="")
    else:
        phones = [phone for value in one.values if (phone := phone_of(value))]
        if not phones:
            return None
        wanted = _any(Q(phone__startswith=phone) for phone in phones) & ~Q(phone="")
    narrowed.few |= not one.without
    found = _some(Customer, wanted)
    return Q(customer__in=found) if found else None


def _number(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    narrowed.few |= not one.without
    if one.key == Key.REF:
        letters = [value.upper() if value[:3].upper() == "PV-" else f"PV-{value.upper()}" for value in one.values]
        return _any(Q(reference__startswith=start) for start in letters)
    if one.key == Key.ORDER:
        wanted = _any(Q(purchase__order_ref__startswith=value) for value in _either_case(one.values))
    else:
        wanted = _any(Q(serial__startswith=value) for value in _either_case(one.values)) & ~Q(serial="")
    found = _some(Unit, wanted)
    return Q(unit__in=found) if found else None


def _tag(one: Filter, by: Actor, narrowed: Narrowed) -> Exists | None:
    found = _some(Tag, _any(Q(name__iexact=value) for value in one.values))
    tagged = TicketTag.objects.filter(ticket=OuterRef("pk"), tag__in=found)
    return Exists(tagged) if found else None


def _assignee(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    named = [value for value in one.values if value not in (ME, NOBODY)]
    ids = [by.user_id] if ME in one.values else []
    if named:
        wanted = _any(Q(name__unaccent__icontains=value) | Q(email__istartswith=value) for value in named)
        ids += _some(User, wanted & ~Q(role=Role.CUSTOMER))
    if NOBODY in one.values:
        return Q(assignee__in=ids) | Q(assignee=None)
    return Q(assignee__in=ids) if ids else None


def _team(one: Filter, by: Actor, narrowed: Narrowed) -> Q | None:
    named = [value for value in one.values if value != NOBODY]
    ids = _some(Team, _any(Q(name__unaccent__icontains=value) for value in named)) if named else []
    if NOBODY in one.values:
        return Q(team__in=ids) | Q(team=None)
    return Q(team__in=ids) if ids else None


def _has(one: Filter, by: Actor, narrowed: Narrowed) -> Exists:
    return Exists(Attachment.objects.filter(message__ticket=OuterRef("pk"), message__taken_back_at=None))


_ASKED = {
    Key.STATE: _state,
    Key.PRODUCT: _product,
    Key.LINE: _line,
    Key.CUSTOMER: _customer,
    Key.EMAIL: _contact,
    Key.PHONE: _contact,
    Key.ORDER: _number,
    Key.SERIAL: _number,
    Key.REF: _number,
    Key.TAG: _tag,
    Key.ASSIGNEE: _assignee,
    Key.TEAM: _team,
    Key.KIND: _coded,
    Key.CHANNEL: _coded,
    Key.PRIORITY: _coded,
    Key.HAS: _has,
}


def _some(model: type[Model], wanted: Q) -> list[int]:
    return list(model._default_manager.filter(wanted).values_list("pk", flat=True)[:MOST])


def _any(conditions: Iterable[Q | Exists]) -> Q:
    found = Q()
    for condition in conditions:
        found |= Q(condition)
    return found


def _either_case(values: Iterable[str]) -> list[str]:
    return [form for value in values for form in dict.fromkeys((value, value.upper()))]
