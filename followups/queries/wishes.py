"""What people said under any of their records."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from followups.facts import Person, Wished, is_dialled, wished

# Whoever has no address is left out in so many words, as in the indexes: PostgreSQL does not read long lists for it.
_SAID = """
SELECT email, phone, no_calls, no_surveys, minor, deceased, in_dispute FROM customers_customer
WHERE {column} = ANY(%s) AND {column} <> '' AND (no_calls OR no_surveys OR minor OR deceased OR in_dispute)
"""
_BY_EMAIL, _BY_PHONE = (_SAID.format(column=column) for column in ("email", "phone"))


def wishes_of(people: Iterable[Person]) -> Wished:
    """The wishes of these people, whatever record they were told under: two queries for any number, along indexes."""
    people = list(people)
    with connection.cursor() as cursor:
        cursor.execute(_BY_EMAIL, [[person.email for person in people if person.email]])
        records = cursor.fetchall()
        cursor.execute(_BY_PHONE, [[person.phone for person in people if is_dialled(person.phone)]])
        return wished([*records, *cursor.fetchall()])
