"""A row as plain values that a machine can read and a person can follow: ISO dates, codes with their words beside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Field, ForeignKey, Model
from django.db.models.fields.files import FieldFile

from core.models import User
from customers.models import Customer
from privacy.people import Person

# Rows of these are called by their names; the other tables' by their numbers.
NAMED = ("catalog", "remedies", "warranties")
SOMEBODY_ELSE = "somebody else"
YOU = "you"


def told(row: Model, person: Person, *, without: frozenset[str] = frozenset()) -> dict[str, object]:
    """All that a row says, by the names of its columns; `without` those."""
    fields = [field for field in fields_of(type(row)) if field.name not in without]
    return {key: value for field in fields for key, value in _told(row, field, person)}


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The columns of a table that say something."""
    return [field for field in model._meta.concrete_fields if not isinstance(field, SearchVectorField)]


def named_of(model: type[Model]) -> list[str]:
    """The relations of a table whose rows are called by name: to be read in the same query."""
    return [
        field.name
        for field in fields_of(model)
        if isinstance(field, ForeignKey) and (field.related_model is User or _has_name(field.related_model))
    ]


def _has_name(model: type[Model]) -> bool:
    return model._meta.app_label in NAMED or model._meta.label_lower == "tickets.tag"


def _told(row: Model, field: Field[Any, Any], person: Person) -> Iterator[tuple[str, object]]:
    value = field.value_from_object(row)
    if not isinstance(field, ForeignKey):
        yield field.name, _without_others(value, person) if isinstance(value, dict) else _plain(value)
        if field.choices and value not in ("", None):
            yield f"{field.name}_words", str(getattr(row, f"get_{field.name}_display")())
    elif field.related_model is User:
        yield field.name, _who(getattr(row, field.name), person)
    elif field.related_model is Customer:
        yield field.name, value if value is None or value in person.customers else SOMEBODY_ELSE
    else:
        yield field.name, value
        if value is not None and _has_name(field.related_model):
            yield f"{field.name}_words", str(getattr(row, field.name))


def _without_others(facts: dict[str, object], person: Person) -> dict[str, object]:
    """A trace of what changed hands says by number whose it was and whose it is."""
    holder = facts.get("holder")
    return facts if holder is None or holder in person.customers else {**facts, "holder": SOMEBODY_ELSE}


def _who(user: User | None, person: Person) -> str | None:
    """Themselves, or a colleague of ours by the short name that letters are signed with."""
    if user is None:
        return None
    return YOU if user.pk in person.accounts else user.name.split(" ")[0]


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, FieldFile):
        return value.name
    return value
