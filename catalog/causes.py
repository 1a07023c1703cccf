"""The tree of causes, as a list to choose from."""

from __future__ import annotations

from catalog.models import CauseCode

BETWEEN = " › "


def causes_offered() -> list[tuple[int, str]]:
    """Each cause in use with its way from the root («electronics › power supply»), in the order of the tree.

    One that hangs on a cause used no more is offered all the same.
    """
    rows = {pk: (name, parent, active) for pk, name, parent, active in _rows()}
    offered = [(pk, _way(pk, rows)) for pk, (_name, _parent, active) in rows.items() if active]
    named = [(pk, [rows[one][0] for one in way]) for pk, way in offered]
    return [(pk, BETWEEN.join(names)) for pk, names in sorted(named, key=lambda one: [n.casefold() for n in one[1]])]


def _rows() -> list[tuple[int, str, int | None, bool]]:
    return list(CauseCode.objects.order_by().values_list("pk", "name", "parent", "active"))


def _way(pk: int, rows: dict[int, tuple[str, int | None, bool]]) -> list[int]:
    """From the root down to it. A circle, against all the rules, comes to an end."""
    way: list[int] = []
    at: int | None = pk
    while at is not None and at in rows and at not in way:
        way.append(at)
        at = rows[at][1]
    return way[::-1]
