"""Giving those who would be called their places in the experiment, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from followups import arms
from followups.facts import Fact, Subject
from followups.models import Arm, PlanVersion

PLACES = 5011  # the class of our advisory locks; any number that nobody else uses


class Drawn(NamedTuple):
    """By fact, whether nobody calls about it; and the arms that are new: fact, plan, stratum, place, held out."""

    held_out: dict[int, bool]
    new: list[tuple[int, int, str, int, bool]]


def draw_arms(subject: Subject, tried: Sequence[tuple[Fact, PlanVersion, str]]) -> Drawn:
    """The next place of its stratum for each, or the one that it has had before. With each the country of its place.

    Nobody else draws by these plans until the end of the caller's transaction, which writes the new ones.
    """
    drawn = Drawn(_arms_had(subject, [fact.id for fact, _plan, _country in tried]), [])
    strata = {
        fact.id: arms.stratum_of(country=country, line=fact.line, late=fact.late) for fact, _plan, country in tried
    }
    places = _next_places({(plan.pk, strata[fact.id]) for fact, plan, _country in tried})
    for fact, plan, _country in tried:
        if fact.id in drawn.held_out:
            continue
        stratum = strata[fact.id]
        place = places[plan.pk, stratum]
        places[plan.pk, stratum] += 1
        is_held_out = drawn.held_out[fact.id] = arms.held_out(plan.seed, stratum, place, plan.holdout_percent)
        drawn.new.append((fact.id, plan.pk, stratum, place, is_held_out))
    return drawn


def _arms_had(subject: Subject, facts: list[int]) -> dict[int, bool]:
    found = Arm.objects.filter(**{f"{subject.column}__in": facts})
    return dict(found.values_list(subject.column, "held_out"))


def _next_places(strata: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """By plan and stratum, held until the end of the transaction: a delivery and a case never get one place."""
    with connection.cursor() as cursor:
        for plan in sorted({plan for plan, _stratum in strata}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [PLACES, plan])
        cursor.execute(_PLACES, [[plan for plan, _name in strata], [name for _plan, name in strata]])
        return {(plan, stratum): place for plan, stratum, place in cursor.fetchall()}


_PLACES = """
SELECT asked.plan, asked.stratum,
    coalesce((SELECT max(place) + 1 FROM followups_arm a WHERE a.plan_id = asked.plan AND a.stratum = asked.stratum), 0)
FROM unnest(%s::bigint[], %s::text[]) AS asked (plan, stratum)
"""
