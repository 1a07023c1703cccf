"""Keeping rules: what they wait for, what they ask and what they do; switching them on and off."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_difference
from core.actors import Actor
from core.errors import Refused
from core.models import User
from core.normal import plain_words
from tickets.conditions import Condition, read_conditions
from tickets.deeds import Deed, Said, in_order, read_deeds
from tickets.impossible import check_rule
from tickets.models import Automation
from tickets.placeholders import check_gaps
from tickets.queries.automations import check_there
from tickets.states import Trigger

NOUN = "tickets.automation"
LONGEST_NAME = 80
LONGEST_WHAT = 200
LAST_PLACE = 9_999


@transaction.atomic
def save_automation(
    *,
    automation: Automation | None,
    name: str,
    triggers: Sequence[Trigger],
    conditions: Sequence[Condition] = (),
    deeds: Sequence[Deed],
    hours: int | None = None,
    description: str = "",
    position: int = 0,
    by: Actor,
    now: dt.datetime,
) -> Automation:
    """Keep a new rule, switched off, or an old one as it is now, and note in the trace who changed what.

    What it means is another version when it changes, and a rule that is switched on looks from then on only at what
    happens after it. Refused as `check_rule` refuses, for a name that is empty, too long or another rule's, for gaps
    that nobody can fill, and when it names a tag, team, person, product line or cause that is not there.
    """
    name, description = plain_words(name), plain_words(description)
    _check_words(name, description, position)
    check_meaning(triggers=triggers, hours=hours, conditions=conditions, deeds=deeds)
    rule = Automation.objects.select_for_update().get(pk=automation.pk) if automation else Automation(version=0)
    before, meaning = _facts(rule) if rule.pk else {}, _meaning(rule)
    rule.name, rule.description, rule.position, rule.hours = name, description, position, hours
    rule.triggers = [trigger.value for trigger in Trigger if trigger in triggers]
    rule.conditions = [one.plain for one in conditions]
    rule.deeds = [deed.plain for deed in in_order(deeds)]
    if _meaning(rule) != meaning:
        # Who changes it last is told when it has to be stopped: they know what it should do.
        rule.version, rule.changed_at, rule.author_id = rule.version + 1, now, _author(by)
        rule.active_since = now if rule.active else None
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError:
        raise Refused(_("There is a rule with that name already."), code="name_taken") from None
    _note(rule, "changed" if before else "added", before, by, now)
    return rule


@transaction.atomic
def switch_on(*, automation: Automation, by: Actor, now: dt.datetime) -> Automation:
    """From now on the rule does what it says; that it was stopped before is over.

    Nothing is written when it is on. Refused when it could not be kept as it is today: something that it names may have
    gone.
    """
    rule = Automation.objects.select_for_update().get(pk=automation.pk)
    if rule.active:
        return rule
    check_meaning(
        triggers=[Trigger(one) for one in rule.triggers],
        hours=rule.hours,
        conditions=read_conditions(rule.conditions),
        deeds=read_deeds(rule.deeds),
    )
    before = _facts(rule)
    rule.active, rule.active_since = True, now
    rule.stopped_at, rule.stopped_chain, rule.stopped_ticket = None, [], None
    rule.save()
    _note(rule, "switched_on", before, by, now)
    return rule


@transaction.atomic
def switch_off(*, automation: Automation, by: Actor, now: dt.datetime) -> Automation:
    """The rule does nothing more; what it did stays. Nothing is written when it is off."""
    rule = Automation.objects.select_for_update().get(pk=automation.pk)
    if not rule.active:
        return rule
    before = _facts(rule)
    rule.active, rule.active_since = False, None
    rule.save(update_fields=["active", "active_since"])
    _note(rule, "switched_off", before, by, now)
    return rule


def check_meaning(
    *, triggers: Sequence[Trigger], hours: int | None, conditions: Sequence[Condition], deeds: Sequence[Deed]
) -> None:
    """Refused as `save_automation` is for what a rule means; nothing is written."""
    check_rule(triggers=triggers, hours=hours, conditions=conditions, deeds=deeds)
    for deed in deeds:
        if isinstance(deed.to, Said):
            check_gaps(deed.to.html or deed.to.text, deed.to.text)
    check_there(conditions, deeds)


def _check_words(name: str, description: str, position: int) -> None:
    if not name:
        raise Refused(_("Give the rule a name: it is told in every case in which it acts."), code="name_empty")
    if len(name) > LONGEST_NAME or len(description) > LONGEST_WHAT:
        raise Refused(
            _("A name has at most %(name)s characters, and what it is for %(what)s.")
            % {"name": LONGEST_NAME, "what": LONGEST_WHAT},
            code="words_long",
        )
    if not 0 <= position <= LAST_PLACE:
        raise Refused(_("Its place is a number from 0 to %(limit)s.") % {"limit": LAST_PLACE}, code="bad_place")


def _author(by: Actor) -> int:
    return User.objects.values_list("pk", flat=True).get(pk=by.user_id)


def _meaning(rule: Automation) -> tuple[object, ...]:
    return (rule.triggers or [], rule.hours, rule.conditions, rule.deeds)


def _note(rule: Automation, what: str, before: dict, by: Actor, now: dt.datetime) -> None:
    note_difference(noun=NOUN, object_id=rule.pk, what=what, before=before, after=_facts(rule), by=by, now=now)


def _facts(rule: Automation) -> dict[str, bool | int | str | dt.date | None]:
    """What the trace tells. Of what it asks and does only that it is something else: notes hold a person's words."""
    return {
        "name": rule.name,
        "active": rule.active,
        "version": rule.version,
        "position": rule.position,
        "triggers": hashlib.sha256(repr(rule.triggers).encode()).hexdigest()[:12],
        "hours": rule.hours,
        "conditions": hashlib.sha256(repr(rule.conditions).encode()).hexdigest()[:12] if rule.conditions else "",
        "deeds": hashlib.sha256(repr(rule.deeds).encode()).hexdigest()[:12],
    }
