"""What a follow-up call changes, by the experiment that holds some of them back.

By intention to treat: everybody counts in the arm that chance gave them when the fact was planned, whether the call was
made or not. Times run from that moment. Whoever was given an arm too lately for an outcome to have had its time counts
in none of its shares, so that both arms have been looked at for equally long.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from customers.models import Purchase
from customers.rules import REGISTERED
from followups.models import Answer, Arm
from followups.questionnaires import SATISFIED_FROM
from reports.figures import Difference, Share
from reports.stats.proportions import Interval, mantel_haenszel
from tickets.models import Ticket
from tickets.states import Kind

COMPLAINT = dt.timedelta(days=30)
REPEAT = dt.timedelta(days=180)


@dataclass(frozen=True)
class Effect:
    """An outcome in both arms. `within` compares like with like: in each stratum of each version, weighted together."""

    called: Share
    held_out: Share
    within: tuple[float, Interval] | None = None

    @property
    def difference(self) -> Difference:
        """Called minus held out, as if all were one stratum."""
        return Difference(self.called, self.held_out)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval within strata leaves zero out, with enough in both arms to say so."""
        if self.within is None or not self.difference.is_enough:
            return False
        low, high = self.within[1]
        return not low <= 0 <= high


@dataclass(frozen=True)
class Experiment:
    """So many were given to each arm, and what came of it. CSAT is of who answered: chance did not choose them."""

    called: int
    held_out: int
    complaints: Effect
    repeats: Effect
    csat: Effect


def experiment(plan: int, now: dt.datetime) -> Experiment:
    """Of all versions of a plan so far: a fixed number of queries."""
    arms = Arm.objects.filter(plan__plan=plan).annotate(
        who=Coalesce("delivery__purchase__customer", "ticket__customer")
    )
    sizes = dict(arms.order_by().values_list("held_out").annotate(n=Count("pk")))
    return Experiment(
        called=sizes.get(False, 0),
        held_out=sizes.get(True, 0),
        complaints=_effect(arms.filter(assigned_at__lte=now - COMPLAINT), Q(_complained())),
        repeats=_effect(arms.filter(assigned_at__lte=now - REPEAT), Q(_bought_again())),
        csat=_effect(arms.filter(_scored(now)), _scored(now, value__gte=SATISFIED_FROM)),
    )


def _effect(arms: QuerySet[Arm], is_hit: Q) -> Effect:
    rows = (
        arms.order_by()
        .values_list("plan", "stratum", "held_out")
        .annotate(total=Count("pk"), hits=Count("pk", filter=is_hit))
    )
    return effect_of((plan, stratum, held, hits, total) for plan, stratum, held, total, hits in rows)


def effect_of(rows: Iterable[tuple[int, str, bool, int, int]]) -> Effect:
    """From (version, stratum, held out, hits, total)."""
    by_stratum: defaultdict[tuple[int, str], dict[bool, tuple[int, int]]] = defaultdict(dict)
    for plan, stratum, held, hits, total in rows:
        by_stratum[plan, stratum][held] = hits, total
    pairs = [(*arms.get(False, (0, 0)), *arms.get(True, (0, 0))) for arms in by_stratum.values()]
    hits, total, other_hits, other_total = (sum(column) for column in zip(*pairs, strict=True)) if pairs else (0,) * 4
    return Effect(Share(hits, total), Share(other_hits, other_total), mantel_haenszel(pairs))


def _complained() -> Exists:
    """A complaint of theirs, about whatever, also one that the call brought to light."""
    cases = Ticket.objects.counted().filter(customer=OuterRef("who"), kind=Kind.COMPLAINT)
    since = OuterRef("assigned_at")
    return Exists(cases.filter(created_at__gte=since, created_at__lt=since + COMPLAINT))


def _bought_again() -> Exists:
    orders = Purchase.objects.filter(customer=OuterRef("who")).exclude(order_ref__startswith=REGISTERED)
    since = OuterRef("assigned_at")
    return Exists(orders.filter(purchased_at__gte=since, purchased_at__lt=since + REPEAT))


def _scored(now: dt.datetime, **which: object) -> Q:
    """They gave such a score to the survey about the same fact."""
    scores = Answer.objects.filter(question="csat", value__isnull=False, answered_at__lte=now, **which)
    about_delivery = scores.filter(invitation__delivery=OuterRef("delivery"))
    about_case = scores.filter(invitation__ticket=OuterRef("ticket"))
    return Q(Exists(about_delivery)) | Q(Exists(about_case))
