"""Doors use the verbs after which the open cases are decided again, and not those that only write."""

import ast
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
BELOW = {
    "warranties.actions.custody": None,
    "warranties.actions.covers": {"add_plan", "register_guarantee", "remove_cover"},
    "customers.actions.units": None,
    "customers.actions.handing_over": None,
    "customers.actions.registrations": {"accept_as_handed_over"},
}
DOORS = [path for door in ("desk", "portal") for path in sorted((REPO / "postventa" / door).rglob("*.py"))]


def names_imported(path):
    """Each as (module, name); a module imported whole has the name «*»."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "*") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                yield module, alias.name
                yield f"{module}.{alias.name}", "*"


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.relative_to(REPO).as_posix())
def test_doors_change_a_unit_through_the_cases(path):
    found = [(module, name) for module, name in names_imported(path) if module in BELOW]
    assert [(module, name) for module, name in found if name in {"*", *(BELOW[module] or {name})}] == []
