"""How the demonstration's shop works at its desk: causes, what each kind of case needs, fields, views, ready words."""

from __future__ import annotations

import datetime as dt

from catalog.actions.articles import save_article
from catalog.models import CauseCode, Product, ProductLine
from core.actors import actor_of
from core.models import Team, User
from postventa.demo.words import ARTICLES, MACROS
from tickets.actions.macros import save_macro
from tickets.actions.saved_views import keep_view
from tickets.deeds import read_written
from tickets.models import KindRules, OwnField, Tag
from tickets.queues import Filters, Sort, View
from tickets.states import FieldType, Kind, MessageKind, Priority, Turn
from warranties.states import Cause

# code: (name, the codes that are part of it)
CAUSES: dict[str, tuple[str, dict[str, str]]] = {
    "defect": (
        "Defecto del producto",
        {
            "defect-electronics": "Electrónica",
            "defect-mechanics": "Mecánica",
            "defect-battery": "Batería",
            "defect-screen": "Pantalla",
        },
    ),
    "delivery": (
        "Entrega",
        {"delivery-damage": "Daño en el transporte", "delivery-missing": "Falta algo", "delivery-late": "Retraso"},
    ),
    "installation": (
        "Instalación",
        {"installation-ours": "Mal hecha por los nuestros", "installation-bolts": "Tornillos de transporte puestos"},
    ),
    "use": ("Uso", {"use-drop": "Golpe, caída o líquido", "use-care": "Falta de limpieza", "use-doubt": "Duda de uso"}),
    "us": ("Nosotros", {"us-charge": "Cobro o factura", "us-promise": "Promesa no cumplida"}),
}
OF_THE_FAULT = {
    Cause.DEFECT: "defect-electronics",
    Cause.ACCIDENT: "use-drop",
    Cause.INSTALLED_BY_TRADER: "installation-ours",
}
CHECKLIST = ["Número de serie comprobado", "Pasos del manual hechos con el cliente", "Retirada por seguridad mirada"]


def make_causes() -> dict[str, CauseCode]:
    """The tree of causes, by code."""
    found: dict[str, CauseCode] = {}
    for code, (name, parts) in CAUSES.items():
        found[code] = CauseCode.objects.create(code=code, name=name)
        for part, words in parts.items():
            found[part] = CauseCode.objects.create(code=part, name=words, parent=found[code])
    return found


def make_fields() -> None:
    OwnField.objects.create(
        key="installed-by",
        label="Quién lo instaló",
        type=FieldType.CHOICE,
        choices=["Nuestro equipo", "Otra empresa", "El cliente"],
        kinds=[Kind.TECHNICAL, Kind.COMPLAINT],
    )
    OwnField.objects.create(
        key="delivery-note",
        label="Número de albarán",
        help="El que firmó el cliente.",
        kinds=[Kind.COMPLAINT],
        position=1,
    )


def make_rules() -> None:
    """What is asked from today on; the cases of the past ended without it."""
    KindRules.objects.create(kind=Kind.COMPLAINT, needs_cause=True, reopen_days=90)
    KindRules.objects.create(kind=Kind.TECHNICAL, checklist=CHECKLIST)


def make_words(by: User, now: dt.datetime) -> None:
    teams = {team.name: team for team in Team.objects.all()}
    lines = {line.name: line for line in ProductLine.objects.all()}
    products = {product.sku: product for product in Product.objects.all()}
    for place, one in enumerate(MACROS):
        save_macro(
            macro=None, name=one.name, kind=MessageKind(one.kind), text="", html=one.html,
            deeds=read_written(one.deeds), team=teams.get(one.team), language=one.language, position=place,
            by=actor_of(by), now=now,
        )  # fmt: skip
    for article in ARTICLES:
        save_article(
            article=None, title=article.title, language=article.language, text="", html=article.html,
            products=[products[sku] for sku in article.skus], lines=[lines[name] for name in article.lines],
            by=actor_of(by), now=now,
        )  # fmt: skip


def make_views(manager: User, agent: User, now: dt.datetime) -> None:
    """Views of everybody, of a team, and of one agent."""
    technicians = Team.objects.get(name="Servicio técnico")
    waits = Tag.objects.get(name="pieza pedida")
    urgent = (int(Priority.URGENT), int(Priority.HIGH))
    boss, ana = actor_of(manager), actor_of(agent)
    keep_view(
        name="Reclamaciones que nos tocan", shared=True, by=boss, now=now,
        filters=Filters(View.OPEN, kind=(Kind.COMPLAINT.value,), turn=(Turn.US.value,)),
    )  # fmt: skip
    keep_view(name="Urgentes y altas", shared=True, filters=Filters(View.OPEN, priority=urgent), by=boss, now=now)
    keep_view(
        name="Pieza pedida", team=technicians, filters=Filters(View.OPEN, tag=(waits.pk,)), by=boss, now=now
    )  # fmt: skip
    keep_view(
        name="Mías, más de tres días", by=ana, now=now,
        filters=Filters(View.MINE, Sort.WAITING, age=(3,)),
    )  # fmt: skip
