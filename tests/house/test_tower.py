"""DESIGN §1: floors, doors and rooms, held by machine."""

import ast
from pathlib import Path

import pytest
from importlinter import cli

REPO = Path(__file__).resolve().parents[2]
DOMAIN = ["core", "catalog", "customers", "warranties", "remedies", "tickets", "followups", "privacy", "reports"]
PACKAGES = [*DOMAIN, "postventa"]
# In `warranties/` it is the other way round: these read rows, the settings or the world, and all the rest is pure.
NOT_PURE = {"queries", "passport", "batch", "links", "apps"}
OUTSIDE = ("django.db", "django.conf", "django.core", "django.apps")
OUTSIDE += ("os", "io", "pathlib", "socket", "subprocess", "time", "random", "importlib", "structlog", "celery")


def python_files(*packages):
    return [p for package in packages for p in sorted((REPO / package).rglob("*.py")) if "migrations" not in p.parts]


def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_by(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def is_admin(path):
    """A door, in one file or in a package with a file for each noun."""
    return path.name == "admin.py" or path.parent.name == "admin"


def name_of(path):
    return path.relative_to(REPO).as_posix()


def test_import_contracts_are_kept(monkeypatch):
    monkeypatch.chdir(REPO)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", python_files(*DOMAIN), ids=name_of)
def test_rooms_import_only_what_is_below(path):
    """`states` imports nothing of ours; pure modules neither ORM nor clock; models write nothing."""
    room = path.stem if path.parent.name not in {"models", "actions", "queries"} else path.parent.name
    ours = [name for name in imported_by(path) if name.split(".")[0] in PACKAGES]
    if room == "states":
        assert ours == []
    if room in {"rules", "coverage", "calendar", "schedule", "stats", "questionnaires", "normal"}:
        assert [name for name in imported_by(path) if name.startswith("django.db")] == []
        assert [name for name in ours if ".models" in name or ".actions" in name or ".queries" in name] == []
    if room == "models":
        assert [name for name in ours if ".actions" in name or ".queries" in name or ".notices" in name] == []
    if room == "queries":
        assert [name for name in ours if ".actions" in name] == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((REPO / "warranties").glob("*.py")) if path.stem not in {*NOT_PURE, "__init__"}],
    ids=name_of,
)
def test_the_coverage_decision_is_pure(path):
    """No ORM, no settings, no clock, no I/O, nor a module that has them; `states` only has its words from Django."""
    allowed = {"django.db"} if path.stem == "states" else set()
    outside = [name for name in imported_by(path) if any(_is_in(name, package) for package in OUTSIDE)]
    assert set(outside) == allowed
    ours = [name for name in imported_by(path) if name.split(".")[0] in PACKAGES]
    rooms = [name for name in ours if not (REPO / f"{name.replace('.', '/')}.py").is_file()]
    assert rooms == []  # a package: models, actions, the law that is read from its file
    assert [name for name in ours if name.removeprefix("warranties.") in NOT_PURE] == []
    below = [name for name in ours if not name.startswith("warranties.")]
    assert [name for name in below if name.split(".")[-1] not in {"rules", "states", "actors"}] == []
    assert "open" not in {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}


def _is_in(name, package):
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("path", python_files(*DOMAIN), ids=name_of)
def test_domain_knows_nothing_of_http_or_forms(path):
    doors = ("django.http", "django.shortcuts", "django.forms", "django.views", "django.urls")
    assert [name for name in imported_by(path) if name.startswith(doors) and not is_admin(path)] == []


@pytest.mark.parametrize("path", python_files(*PACKAGES), ids=name_of)
def test_nothing_happens_behind_the_caller(path):
    """No signals, no save() overrides: a verb is called by name."""
    assert [name for name in imported_by(path) if name.startswith("django.db.models.signals")] == []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef) and path.parent.name == "models":
            methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            assert not methods & {"save", "delete"}, f"{node.name} overrides {methods & {'save', 'delete'}}"


@pytest.mark.parametrize("path", python_files(*DOMAIN), ids=name_of)
def test_domain_does_not_look_at_the_clock(path):
    """`now=` comes in from the doors: tasks, commands, administration and views are the only ones with a watch."""
    watch = path.name == "tasks.py" or name_of(path) == "core/clock.py"
    if watch or "management" in path.parts or is_admin(path):
        return
    calls = {ast.unparse(node.func) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}
    assert calls & {"timezone.now", "dt.datetime.now", "datetime.now", "dt.date.today", "date.today"} == set()


def test_status_of_a_case_has_a_single_writer():
    """DESIGN §3: only tickets/actions/_ledger.py assigns a case's status."""
    writers = set()
    for path in python_files(*PACKAGES):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names = [n for t in targets for n in ast.walk(t) if isinstance(n, ast.Attribute)]
                if any(n.attr == "status" and "ticket" in ast.unparse(n.value).lower() for n in names):
                    writers.add(name_of(path))
            is_update = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update"
            letters = is_update and "Outgoing." in ast.unparse(node)  # letters have a status too
            if is_update and not letters and any(keyword.arg == "status" for keyword in node.keywords):
                writers.add(name_of(path))
    assert writers == {"tickets/actions/_ledger.py"}
