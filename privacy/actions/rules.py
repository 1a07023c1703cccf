"""The rules of retention: how long what is kept, and whether the nights act on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import ngettext

from core.actions.audit import note_change
from core.actors import Actor
from core.errors import Refused
from privacy.models import RetentionRule
from privacy.terms import first_rules

MOST_MONTHS = 360


def load_retention() -> int:
    """Write down the rules that the house starts with, none of them active; how many are new. Those there stay."""
    known = set(RetentionRule.objects.values_list("about", flat=True))
    new = [
        RetentionRule(about=rule.about, months=rule.months, why=rule.why)
        for rule in first_rules().values()
        if rule.about not in known
    ]
    RetentionRule.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@transaction.atomic
def change_retention(*, rule: RetentionRule, months: int, active: bool, by: Actor, now: dt.datetime) -> RetentionRule:
    """The rule is as given, with a trace of who changed it. Saying the same again changes nothing.

    Refused for fewer months than the law asks for ("too_short") and for more than anybody means ("too_long").
    """
    rule = RetentionRule.objects.select_for_update().get(pk=rule.pk)
    least = first_rules()[rule.about].least
    if months < least:
        raise Refused(
            ngettext("At least %(months)s month.", "At least %(months)s months.", least) % {"months": least},
            code="too_short",
        )
    if months > MOST_MONTHS:
        raise Refused(
            ngettext("At most %(months)s month.", "At most %(months)s months.", MOST_MONTHS) % {"months": MOST_MONTHS},
            code="too_long",
        )
    before = {"months": rule.months, "active": rule.active}
    after = {"months": months, "active": active}
    if before == after:
        return rule
    rule.months, rule.active = months, active
    rule.save(update_fields=["months", "active"])
    note_change(
        noun="privacy.retentionrule", object_id=rule.pk, what="changed", before=before, after=after, by=by, now=now
    )
    return rule
