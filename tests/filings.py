"""Complaints on their way, for tests: begun as customers begin them, told as their forms tell."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from catalog.models import Article, Symptom
from core.actors import customer_by_link
from customers.models import Unit
from tests.factories import NOW, UnitFactory
from tickets.actions.filing import begin_filing
from tickets.filing import Step
from tickets.models import Filing
from tickets.states import Topic

TOLD: dict[str, dict[str, Any]] = {
    Step.WHAT: {"symptom": None, "text": "Pierde agua por debajo."},
    Step.SINCE: {"on": "", "used_for": "home", "before": "La cambiamos de sitio."},
    Step.WISH: {"wish": "repair"},
    Step.TERMS: {"text": ""},
    Step.REACH: {"by": "phone", "phone": "+34600111222", "when": "morning"},
}


def begin(
    unit: Unit | None = None, topic: Topic = Topic.PRODUCT, told: dict[str, Any] | None = None, *,
    now: dt.datetime = NOW, **kwargs: Any,
) -> Filing:  # fmt: skip
    """Begin a complaint in which nothing is missing; `told` says other things, and `told={}` nothing."""
    unit = unit or UnitFactory()
    customer = kwargs.pop("customer", None) or unit.holder or unit.purchase.customer
    given = {"uid": uuid.uuid4(), "language": "es", "by": customer_by_link(customer.email)}
    words = {step.value: said for step, said in TOLD.items()} if told is None else told
    return begin_filing(customer=customer, unit=unit, topic=topic, told=words, now=now, **(given | kwargs))


def symptom(unit: Unit, **fields: Any) -> Symptom:
    """What customers see of that unit's line."""
    given = {"code": uuid.uuid4().hex[:12], "words_es": "No desagua", "words_en": "It does not drain"}
    return Symptom.objects.create(line=unit.product.line, **(given | fields))


def article(of: Symptom, **fields: Any) -> Article:
    """What helps against it, in Spanish, for everybody to read."""
    given = {
        "slug": uuid.uuid4().hex[:12],
        "title": "Limpiar el filtro",
        "html": "<p>Gire el <strong>filtro</strong>.</p>",
    }
    row = Article.objects.create(**(given | {"public": True, "updated_at": NOW} | fields))
    row.symptoms.add(of)
    return row
