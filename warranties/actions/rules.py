"""The texts of law in force: loading those of the package, confirming, replacing and putting back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.errors import Refused
from warranties.actions._reasons import check_reason
from warranties.law import rule_from, shipped_entries
from warranties.models import GuaranteeRule, RuleEvent
from warranties.states import Origin, RuleChange, Source

TEXT = ("kind", "jurisdiction", "region", "contract_from", "contract_to", "source", "note", "terms", "cites")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to, by code. `unlike`: stored with another text under the same version, and left as stored."""

    new: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@transaction.atomic
def load_rules(*, entries: Iterable[Mapping[str, Any]] | None = None, now: dt.datetime) -> Loaded:
    """Write down the rules that the package ships and are not there yet; running it again changes nothing.

    A newer version becomes the current one, unless the company wrote its own in that place: then the company's stays
    current, and the new one waits for «put back». A new version has to be confirmed anew if the file does not.
    A rule is never taken away: one that must not decide any more is shipped as a version that is not confirmed.
    ValueError, with nothing written, when an entry cannot be read.
    """
    shipped = list(shipped_entries() if entries is None else entries)
    for entry in shipped:
        rule_from(entry)
    _one_at_a_time()
    stored = {(row.code, row.version): row for row in GuaranteeRule.objects.filter(origin=Origin.PACKAGE)}
    current = {row.code: row for row in GuaranteeRule.objects.current()}
    new, unlike = [], []
    for entry in shipped:
        known = stored.get((entry["code"], entry["version"]))
        if known is None:
            _load(entry, current.get(entry["code"]), now)
            new.append(entry["code"])
        elif any(known.entry()[name] != entry[name] for name in TEXT):
            unlike.append(entry["code"])
    return Loaded(tuple(new), tuple(unlike))


def _load(entry: Mapping[str, Any], before: GuaranteeRule | None, now: dt.datetime) -> None:
    becomes_current = before is None or (before.origin == Origin.PACKAGE and before.version < entry["version"])
    if before is not None and becomes_current:
        _set_aside(before)
    row = GuaranteeRule.objects.create(**entry, origin=Origin.PACKAGE, current=becomes_current, created_at=now)
    _note(row, RuleChange.LOADED, by=SYSTEM, now=now)


@transaction.atomic
def confirm_rule(*, rule: GuaranteeRule, reason: str, by: Actor, now: dt.datetime) -> None:
    """From now on the rule decides.

    Refused without a reason, when it does so already, and when another row took its place.
    """
    rule = _current(rule)
    if rule.confirmed:
        raise Refused(_("This rule is confirmed already."), code="rule_confirmed")
    check_reason(reason)
    _confirm(rule, True)
    _note(rule, RuleChange.CONFIRMED, reason, by=by, now=now)


@transaction.atomic
def withdraw_confirmation(*, rule: GuaranteeRule, reason: str, by: Actor, now: dt.datetime) -> None:
    """From now on the rule decides nothing; decisions taken stay. Refused without a reason, or when not confirmed."""
    rule = _current(rule)
    if not rule.confirmed:
        raise Refused(_("This rule is not confirmed."), code="rule_not_confirmed")
    check_reason(reason)
    _confirm(rule, False)
    _note(rule, RuleChange.WITHDRAWN, reason, by=by, now=now)


@transaction.atomic
def override_rule(
    *,
    rule: GuaranteeRule,
    contract_from: dt.date | None,
    contract_to: dt.date | None,
    terms: Mapping[str, Any],
    cites: Mapping[str, str],
    note: str = "",
    reason: str,
    confirmed: bool,
    by: Actor,
    now: dt.datetime,
) -> GuaranteeRule:
    """The company's own text in the place of `rule`, which stays as it was and can be put back. The new row.

    Refused, with nothing written, without a reason, when another row took the rule's place, and with a sentence that
    names the field when the terms or citations cannot be read.
    """
    rule = _current(rule)
    check_reason(reason)
    own = GuaranteeRule(
        code=rule.code,
        version=1 + (GuaranteeRule.objects.filter(code=rule.code).aggregate(last=Max("version"))["last"] or 0),
        origin=Origin.COMPANY,
        kind=rule.kind,
        jurisdiction=rule.jurisdiction,
        region=rule.region,
        contract_from=contract_from,
        contract_to=contract_to,
        source=Source.KNOWLEDGE,
        confirmed=confirmed,
        terms=terms,
        cites=cites,
        note=note.strip(),
        current=True,
        created_at=now,
        created_by_id=by.user_id,
    )
    try:
        own.rule()
    except ValueError as fault:
        raise Refused(fault, code="rule_unreadable") from fault
    _set_aside(rule)
    own.save()
    _note(own, RuleChange.OVERRIDDEN, reason, by=by, now=now)
    return own


@transaction.atomic
def restore_rule(*, rule: GuaranteeRule, reason: str, by: Actor, now: dt.datetime) -> GuaranteeRule:
    """The package's newest text in the place of the company's own, which stays on record. The row put back.

    Refused without a reason, when the rule is not the company's, and when another row took its place.
    """
    rule = _current(rule)
    original = GuaranteeRule.objects.filter(code=rule.code, origin=Origin.PACKAGE).order_by("-version").first()
    if rule.origin != Origin.COMPANY or original is None:
        raise Refused(_("This rule is the original one: there is nothing to put back."), code="rule_is_original")
    check_reason(reason)
    _set_aside(rule)
    original.current = True
    original.save(update_fields=["current"])
    _note(original, RuleChange.RESTORED, reason, by=by, now=now)
    return original


def _one_at_a_time() -> None:
    """Readers go on; whoever else writes rules waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {GuaranteeRule._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _current(rule: GuaranteeRule) -> GuaranteeRule:
    """The row as it is now, with no other writer about. Refused when another one took its place."""
    _one_at_a_time()
    fresh = GuaranteeRule.objects.get(pk=rule.pk)
    if not fresh.current:
        raise Refused(_("Another version took the place of this rule. Open that one."), code="rule_not_current")
    return fresh


def _set_aside(rule: GuaranteeRule) -> None:
    rule.current = False
    rule.save(update_fields=["current"])


def _confirm(rule: GuaranteeRule, confirmed: bool) -> None:
    rule.confirmed = confirmed
    rule.save(update_fields=["confirmed"])


def _note(rule: GuaranteeRule, what: RuleChange, reason: str = "", *, by: Actor, now: dt.datetime) -> None:
    RuleEvent.objects.create(rule=rule, what=what, at=now, actor_id=by.user_id, reason=reason.strip())
