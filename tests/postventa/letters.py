"""A sample of every letter: what its template is given, without a database. A new letter needs one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.utils.safestring import mark_safe

from catalog.models import Product
from core.models import StoredFile, User
from customers.models import Customer, Delivery, Purchase, Registration, Unit
from followups.notices import scores_of
from followups.questionnaires import BANK
from privacy.models import Erasure
from tests.factories import NOW
from tickets.models import Appointment, Message, Notice, Parcel, Proposal, Ticket
from tickets.promises import Promised
from warranties.models import ServiceCentre

URL = "https://tienda.example/c/eyJhIjoxfQ:1vK0:" + "x" * 60 + "/"
LONG = "https://tienda.example/ayuda/" + "una-direccion-que-no-se-acaba-nunca-" * 6
WORDS = (
    "Hemos mirado las fotos. La goma de la puerta está rota y la cambiamos en su casa, sin coste.\n\n"
    f"Puede leer cómo se hace aquí: {LONG}"
)
SAID = "Lo trae usted al taller: lunes, 16 de noviembre, de 11:00 a 13:00"
HTML = mark_safe("<p>Hemos mirado <b>las fotos</b>.</p><ul><li>La goma está rota</li><li>La cambiamos</li></ul>")


def customer() -> Customer:
    return Customer(
        ref="C-1", name="María del Carmen Fernández-Villaverde y Ruiz", email="marta@correo.example", language="es",
        timezone="Europe/Madrid", country="ES",
    )  # fmt: skip


def unit() -> Unit:
    purchase = Purchase(order_ref="P-2026-000123", customer=customer())
    product = Product(sku="XR-9", name="Lavadora Hogarix XR-9 de 9 kg con secadora", brand="Hogarix")
    return Unit(product=product, purchase=purchase, delivery=Delivery(purchase=purchase), serial="SN00012345")


def ticket(**kwargs: object) -> Ticket:
    given: dict = {
        "reference": "PV-7K3M92", "customer": customer(), "unit": unit(), "kind": "complaint", "subject": "Pierde agua",
        "status": "resolved", "resolution": "repaired", "resolved_at": NOW, "created_at": NOW, "language": "es",
        "channel": "portal", "wish": "repair", "defect_on": dt.date(2026, 11, 10),
    }  # fmt: skip
    return Ticket(**(given | kwargs))


def _case(**more: object) -> dict[str, object]:
    case = ticket()
    return {"ticket": case, "customer": case.customer, "url": URL, **more}


def _received() -> dict[str, object]:
    case = ticket(safety=True, status="new", resolution="", resolved_at=None)
    return _case(
        ticket=case,
        message=Message(ticket=case, kind="customer", text=WORDS, created_at=NOW),
        files=[StoredFile(name="puerta.jpg", content_type="image/jpeg", size=1)],
        answer_by=dt.date(2026, 12, 1),
    )


def _replied() -> dict[str, object]:
    promised = Promised(kind="visit", what="Un técnico va a su casa", owner=User(), due_at=NOW + dt.timedelta(days=2))
    files = [StoredFile(name="presupuesto.pdf", content_type="application/pdf", size=1)]
    return _case(text=WORDS, html=HTML, files=files, then="waiting_customer", promised=promised, promised_for=NOW)


def _resolved() -> dict[str, object]:
    case = ticket(resolution="declined")
    others = "Junta Arbitral de Consumo: https://www.consumo.gob.es/arbitraje\nHojas de reclamaciones en la tienda."
    return _case(
        ticket=case, message=Message(ticket=case, kind="reply", text=WORDS), html="", others=others, visits=[SAID]
    )


def _colleague(**more: object) -> dict[str, object]:
    person = User(email="ana@tienda.example", name="Ana Agente", role="agent")
    return {"ticket": ticket(), "person": person, "author": User(name="Luis Gerente"), "url": URL, **more}


def _visit(**more: object) -> dict[str, object]:
    appointment = Appointment(kind="drop_off", starts_at=NOW, ends_at=NOW + dt.timedelta(hours=2))
    centre = ServiceCentre(name="Taller Centro", address="Calle del Taller 3\n28045 Madrid", country="ES")
    return _case(appointment=appointment, centre=centre, said=SAID, **more)


def _proposed() -> dict[str, object]:
    proposal = Proposal(
        resolution="refunded", amount=Decimal("399.00"), currency="EUR", open_until=dt.date(2026, 12, 1)
    )
    return _case(proposal=proposal, offered="Le devolvemos su dinero", text=WORDS, html="")


def _handed() -> Unit:
    piece = unit()
    piece.changed_hands_on = dt.date(2026, 11, 10)
    return piece


def _registered() -> dict[str, object]:
    row = Registration(customer=customer(), state="refused", answer=WORDS)
    return {"customer": customer(), "registration": row, "product": unit().product.name, "action_url": URL}


def _survey(asks: str, **more: object) -> dict[str, object]:
    question = BANK[asks]
    return {
        "customer": customer(), "ticket": None, "unit": None, "products": [], "question": question.said("Postventa"),
        "scores": scores_of(question, URL), "action_url": URL, "until": dt.date(2027, 1, 21),
        "stop_url": URL + "stop/", **more,
    }  # fmt: skip


SAMPLES: dict[str, Callable[[], dict[str, object]]] = {
    "appointment_booked": lambda: _visit(moved=False),
    "appointment_cancelled": lambda: _visit(again=True),
    "case_received": _received,
    "case_replied": _replied,
    "case_resolved": _resolved,
    "email_change": lambda: {"url": URL, "hours": 24},
    "email_changed": dict,
    "erasure_asked": lambda: {"customer": customer(), "erasure": Erasure(begins_at=NOW), "url": URL},
    "erasure_called_off": lambda: {"customer": customer()},
    "filing_link": lambda: {"customer": customer(), "url": URL, "days": 14},
    "filing_withdrawn": _received,
    "login_code": lambda: {"subject": "Su código", "code": "K7M-9QX", "minutes": 15},
    "mentioned": _colleague,
    "noticed": lambda: _colleague(notice=Notice(kind="late"), rule="Avisar al día siguiente"),
    "parcel": lambda: _case(parcel=Parcel(number="RMA-7K3M92", state="labelled", contents="La lavadora y el cable")),
    "password_reset": lambda: {"subject": "Nueva contraseña", "action_url": URL},
    "proposal_answered": lambda: _proposed() | {"accepted": True, "by_phone": True},
    "proposal_made": _proposed,
    "registration_accepted": _registered,
    "registration_handed_over": lambda: {"customer": customer(), "unit": _handed()},
    "registration_invitation": lambda: {"unit": unit(), "action_url": URL},
    "registration_refused": _registered,
    "survey": lambda: _survey("delivery_csat", products=[unit().product.name]),
    "survey_reminder": lambda: _survey("nps", about_us=True),
}  # fmt: skip
