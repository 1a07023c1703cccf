"""The terms of law: loading those of the package, and saying which bind the company and which were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actions.audit import note_change
from core.actors import SYSTEM, Actor
from core.errors import Refused
from core.models import AuditEntry
from tickets.actions.policies import ask_review
from tickets.law import Entry, shipped, shipped_alternatives
from tickets.models import Alternatives, DeadlineRule
from tickets.queries.deadlines import NOUN

# What the company says itself; the rest is the text.
OWN = {"applies", "confirmed"}
TEXT = tuple(one.name for one in fields(Entry) if one.name not in OWN | {"code", "version"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to, by code. `unlike`: stored with another text under the same version, and left as stored."""

    new: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


@transaction.atomic
def load_deadlines(*, entries: Iterable[Entry] | None = None, now: dt.datetime) -> Loaded:
    """Write down the terms that the package ships, and what its refusals name; running it again changes nothing.

    A newer version brings its text; whether it binds stays as the company said. It has to be confirmed anew if the file
    does not confirm it, and one whose confirmation the company withdrew stays so. Then the clocks of all active cases
    are counted again. A term is never taken away: one that is over is shipped as a version with its last day.
    BadTerm (a ValueError), with nothing written, when an entry cannot be read.
    """
    given = shipped() if entries is None else tuple(entries)
    _one_at_a_time()
    stored = {row.code: row for row in DeadlineRule.objects.all()}
    new, renewed, unlike = [], [], []
    for entry in given:
        row = stored.get(entry.code)
        if row is None:
            DeadlineRule.objects.create(**_columns(entry), applies=entry.applies, confirmed=entry.confirmed)
            new.append(entry.code)
        elif row.version < entry.version:
            _renew(row, entry, now)
            renewed.append(entry.code)
        elif row.version == entry.version and any(getattr(row, name) != _columns(entry)[name] for name in TEXT):
            unlike.append(entry.code)
    if new or renewed:
        ask_review(now=now)
    load_alternatives()
    return Loaded(tuple(new), tuple(renewed), tuple(unlike))


@transaction.atomic
def load_alternatives() -> None:
    """Write down what refusals name in the countries that have nothing yet; what the company wrote stays."""
    texts = shipped_alternatives().items()
    rows = [Alternatives(jurisdiction=code, text_es=text["es"], text_en=text["en"]) for code, text in texts]
    Alternatives.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def bind_deadline(*, rule: DeadlineRule, version: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """The company is within its scope: it counts from now on in all active cases, if it is confirmed too.

    Refused without a reason, when it is so already, and when its text is not any more the `version` that was read.
    """
    _say(rule, version, "bound", applies=True, reason=reason, by=by, now=now)


@transaction.atomic
def unbind_deadline(*, rule: DeadlineRule, version: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """The company is not within its scope: its clocks go out. Refused as `bind_deadline` is."""
    _say(rule, version, "unbound", applies=False, reason=reason, by=by, now=now)


@transaction.atomic
def confirm_deadline(*, rule: DeadlineRule, version: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """Somebody has read the text of the law, and it says this. Refused as `bind_deadline` is."""
    _say(rule, version, "confirmed", confirmed=True, reason=reason, by=by, now=now)


@transaction.atomic
def withdraw_deadline(*, rule: DeadlineRule, version: int, reason: str, by: Actor, now: dt.datetime) -> None:
    """The text does not say this, or nobody knows: it counts nothing. Refused as `bind_deadline` is."""
    _say(rule, version, "withdrawn", confirmed=False, reason=reason, by=by, now=now)


def _say(
    rule: DeadlineRule, version: int, what: str, *, reason: str, by: Actor, now: dt.datetime, **said: bool
) -> None:
    row = DeadlineRule.objects.select_for_update().get(pk=rule.pk)
    ((name, value),) = said.items()
    if row.version != version:
        raise Refused(_("The text of this deadline has changed. Read it again."), code="deadline_changed")
    if getattr(row, name) == value:
        raise Refused(_("Somebody has said so already. Open the page again."), code="deadline_said")
    if not reason.strip():
        raise Refused(_("Write the reason: others will ask for it."), code="reason_missing")
    setattr(row, name, value)
    row.save(update_fields=[name])
    before: dict[str, bool | int] = {name: not value, "version": version}
    note_change(
        noun=NOUN, object_id=row.pk, what=what, before=before, after={**before, **said}, reason=reason, by=by, now=now
    )
    ask_review(now=now)


def _renew(row: DeadlineRule, entry: Entry, now: dt.datetime) -> None:
    before = {"version": row.version, "confirmed": row.confirmed}
    for name, value in _columns(entry).items():
        setattr(row, name, value)
    row.confirmed = entry.confirmed and not _withdrawn(row)
    row.save()
    after = {"version": row.version, "confirmed": row.confirmed}
    note_change(noun=NOUN, object_id=row.pk, what="renewed", before=before, after=after, by=SYSTEM, now=now)


def _withdrawn(row: DeadlineRule) -> bool:
    """Whether the last that the company said about the text is that it does not hold."""
    said = AuditEntry.objects.filter(noun=NOUN, object_id=row.pk, what__in=["confirmed", "withdrawn"])
    return said.order_by("-at", "-pk").values_list("what", flat=True).first() == "withdrawn"


def _columns(entry: Entry) -> dict[str, object]:
    columns = {name: getattr(entry, name) for name in ("code", "version", *TEXT)}
    return columns | {"kinds": list(entry.kinds)}


def _one_at_a_time() -> None:
    """Readers go on; whoever else loads waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {DeadlineRule._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
