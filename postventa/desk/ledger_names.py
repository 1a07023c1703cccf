"""The names of what the lines of a ledger point at, each kind of row read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from catalog.models import CauseCode
from core import prepared
from core.actors import ActorKind
from core.models import Team, User
from customers.models import Unit
from tickets.models import Automation, CheckItem, Clock, EscalationStep, OwnField, Parcel, Promise, Tag, Ticket
from tickets.queries.conversation import Happened
from tickets.states import EventKind

_ROWS: dict[str, type[Model]] = {
    "unit": Unit,
    "case": Ticket,
    "cause": CauseCode,
    "check": CheckItem,
    "promise": Promise,
    "rule": Automation,
    "step": EscalationStep,
    "clock": Clock,
    "parcel": Parcel,
}
# Why the system acted, beside what it did: `Actor.because`.
REASONS = {"automation": "rule", "step": "step"}
# Which of a line's values are ids, and of what.
POINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    EventKind.ASSIGNED: ("person", ("from", "to")),
    EventKind.UNIT: ("unit", ("from", "to")),
    EventKind.TEAM: ("team", ("from", "to")),
    EventKind.TAGGED: ("tag", ("added", "removed")),
    EventKind.CAUSE: ("cause", ("from", "to")),
    EventKind.ASIDE: ("case", ("into",)),
    EventKind.MERGED: ("case", ("case",)),
    EventKind.UNMERGED: ("case", ("case",)),
    EventKind.SPLIT: ("case", ("case",)),
    EventKind.RELATED: ("case", ("case",)),
    EventKind.PARENT: ("case", ("from", "to")),
    EventKind.CHECK: ("check", ("item",)),
    EventKind.PROMISE: ("promise", ("promise",)),
    EventKind.PARCEL: ("parcel", ("parcel",)),
    EventKind.AUTOMATION: ("person", ("told",)),
    EventKind.LATE: ("clock", ("clock",)),
    EventKind.ESCALATED: ("clock", ("clock",)),
}


@dataclass(frozen=True)
class Names:
    """Asked by noun and id: `names("team", 3)`."""

    customer: str
    rows: dict[str, dict[int, Any]]
    labels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, customer: object, lines: Iterable[Happened], *, people: Iterable[int | None], cases: Iterable[int]
    ) -> Names:
        """All that some lines name, and besides these people and cases: one query per noun that there is."""
        wanted: dict[str, set[int]] = defaultdict(set, person={pk for pk in people if pk}, case=set(cases))
        of_fields = False
        for line in lines:
            wanted["person"].update([line.actor_id] if line.actor_id else [])
            noun, keys = POINTS.get(line.kind, ("", ()))
            for key in keys:
                value = line.data.get(key)
                wanted[noun].update(value if isinstance(value, list) else [value] if value else [])
            wanted["person"].update([line.data["owner"]] if line.kind == EventKind.PROMISE else [])
            for key, reason in REASONS.items():
                if line.data.get(key):
                    wanted[reason].add(line.data[key])
            of_fields = of_fields or line.kind == EventKind.FIELD
        rows: dict[str, dict[int, Any]] = _everyday({noun: wanted.pop(noun, set()) for noun in _EVERYDAY})
        rows |= {noun: _named(noun, ids) for noun, ids in wanted.items() if ids}
        labels = dict(OwnField.objects.values_list("key", "label")) if of_fields else {}
        return cls(str(customer), rows, labels)

    def __call__(self, noun: str, pk: int | None) -> Any:
        """The row, or "" where there is none."""
        return self.rows.get(noun, {}).get(pk, "") if pk else ""

    def join(self, noun: str, ids: Iterable[int]) -> str:
        return ", ".join(str(self(noun, pk)) for pk in ids)

    def who(self, line: Happened) -> str:
        """Whose deed it was. What the system does for a reason is told with that."""
        if line.actor_kind == ActorKind.STAFF and line.actor_id:
            return str(self("person", line.actor_id))
        if rule := self("rule", line.data.get("automation")):
            return _("The rule «%(name)s»") % {"name": rule}
        if line.data.get("step"):
            step = getattr(self("step", line.data["step"]), "name", "")
            return _("The escalation «%(name)s»") % {"name": step} if step else _("An escalation")
        return self.customer if line.actor_kind == ActorKind.CUSTOMER else _("The system")


def _named(noun: str, ids: set[int]) -> dict[int, Any]:
    rows = _ROWS[noun].objects.filter(pk__in=ids)  # type: ignore[attr-defined]
    if noun == "unit":
        return dict(rows.values_list("pk", "product__name"))
    if noun == "case":
        return dict(rows.values_list("pk", "reference"))
    if noun == "clock":
        rows = rows.select_related("rule")
    return rows.in_bulk()


# Those that every page of a case has, in one question, with no more than is shown of them.
_EVERYDAY = {"person": User, "team": Team, "tag": Tag}
_THEIRS = """
SELECT 'person', id, name, email, role FROM core_user WHERE id = ANY(%(person)s)
UNION ALL SELECT 'team', id, name, '', '' FROM core_team WHERE id = ANY(%(team)s)
UNION ALL SELECT 'tag', id, name, '', '' FROM tickets_tag WHERE id = ANY(%(tag)s)
"""


def _everyday(wanted: dict[str, set[int]]) -> dict[str, dict[int, Any]]:
    found: dict[str, dict[int, Any]] = {noun: {} for noun in wanted}
    if not any(wanted.values()):
        return found
    with connection.cursor() as cursor:
        prepared.execute(cursor, _THEIRS, {noun: list(ids) for noun, ids in wanted.items()})
        for noun, pk, name, email, role in cursor.fetchall():
            columns = (pk, email, name, role) if noun == "person" else (pk, name)
            found[noun][pk] = _EVERYDAY[noun].from_db(connection.alias, _SHOWN[noun], columns)
    return found


# In the order in which the models have them: that is how `from_db` reads.
_SHOWN = {"person": ("id", "email", "name", "role"), "team": ("id", "name"), "tag": ("id", "name")}
