"""The trace that a fact leaves when somebody changes it by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core.actors import Actor
from core.models import AuditEntry

LONGEST = 120

Plain = None | bool | int | str | dt.date


def note_change(
    *,
    noun: str,
    object_id: int,
    what: str,
    before: Mapping[str, Plain],
    after: Mapping[str, Plain],
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> AuditEntry:
    """Append what was and what is now to the trace of a row, in the caller's transaction.

    ValueError for a value that is no code, number or date: a person's words do not belong in a row that stays.
    """
    return AuditEntry.objects.create(
        at=now,
        actor_kind=by.kind,
        actor_id=by.user_id,
        noun=noun,
        object_id=object_id,
        what=what,
        before=_plain(before),
        after=_plain(after),
        reason=reason.strip(),
    )


def note_difference(
    *,
    noun: str,
    object_id: int,
    before: Mapping[str, Plain],
    after: Mapping[str, Plain],
    what: str = "",
    by: Actor,
    now: dt.datetime,
) -> list[str]:
    """Append what differs of a row that was kept, if anything does; the names of what does.

    Without `before` it is new. `what` is «added» or «changed» unless it is said.
    """
    changed = [name for name in {**after, **before} if before.get(name) != after.get(name)]
    if changed:
        note_change(
            noun=noun, object_id=object_id, what=what or ("changed" if before else "added"),
            before={name: before.get(name) for name in changed} if before else {},
            after={name: after.get(name) for name in changed}, by=by, now=now,
        )  # fmt: skip
    return changed


def _plain(facts: Mapping[str, Plain]) -> dict[str, object]:
    return {name: _code(name, value) for name, value in facts.items()}


def _code(name: str, value: object) -> object:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= LONGEST):
        return value
    raise ValueError(f"{name} is neither a code nor a number nor a date")
