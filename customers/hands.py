"""Through whose hands a product went: what happened to it is told to, and forgotten with, who had it then."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q


def theirs_then(path: str, day: str, customers: Collection[int]) -> Q:
    """Rows of a day on which the unit at the end of `path` was theirs: it may have changed hands before or after."""
    bought = Q(**{f"{path}purchase__customer__in": customers})
    kept = Q(**{f"{path}changed_hands_on": None}) | Q(**{f"{day}__lt": F(f"{path}changed_hands_on")})
    came = Q(**{f"{path}holder__in": customers, f"{day}__gte": F(f"{path}changed_hands_on")})
    return (bought & kept) | came
