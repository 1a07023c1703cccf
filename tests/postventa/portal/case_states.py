"""A case in every state in which its customer may find it, told as it would happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor, actor_of, customer_by_link
from core.models import User
from core.richtext import Words, words_of
from customers.models import Customer
from tests.cases import open_case
from tests.factories import AgentFactory, ManagerFactory, UnitFactory
from tests.law_rows import alternatives, rule
from tickets.actions.answering import answer_proposal
from tickets.actions.appealing import appeal
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket
from tickets.actions.completion import ask_to_complete
from tickets.actions.conversation import reply_to_customer, write_as_customer
from tickets.actions.merging import merge_tickets
from tickets.actions.points import write_points
from tickets.actions.promises import keep_promise, make_promise
from tickets.actions.proposing import propose
from tickets.actions.status import change_status, resolve_ticket
from tickets.models import KindRules, Message, Proposal, Ticket
from tickets.states import PromiseKind, Resolution, Status

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LISTED = "<p>Para seguir nos falta:</p><ul><li>El número de serie, de la etiqueta de la puerta</li>"
LISTED += "<li>¿Desde cuándo pierde agua?</li><li>Una foto de la factura</li></ul>"


class Story:
    """Marta's washing machine, two days ago, and Ana, who has her case in hand."""

    def __init__(self, customer: Customer) -> None:
        self.now = timezone.now()
        rule()
        self.ana: User = AgentFactory(name="Ana Ruiz")
        self.luis: User = ManagerFactory(name="Luis Jefe")
        self.by: Actor = actor_of(self.ana)
        self.marta = customer_by_link(customer.email)
        bought = {"purchase__purchased_at": self.now - 40 * DAY, "delivery__delivered_at": self.now - 30 * DAY}
        self.unit = UnitFactory(
            purchase__customer=customer, product__name="Lavadora Hogarix L9 1400 Inverter", **bought
        )
        self.case = self.opened("Pierde agua por debajo cada vez que centrifuga y deja un charco.")

    def opened(self, text: str, **given: object) -> Ticket:
        return open_case(unit=self.unit, text=text, now=self.now - 2 * DAY, **given)

    def taken(self) -> Ticket:
        return assign_ticket(ticket=self.case, assignee=self.ana, by=self.by, now=self.now - 47 * HOUR)

    def replied(self, text: str, then: Status = Status.WAITING_CUSTOMER, **given: object) -> Message:
        self.taken()
        return reply_to_customer(
            ticket=self.case, text=text, then=then, by=self.by, now=self.now - 5 * HOUR, **given
        )  # fmt: skip

    def asked(self, ago: dt.timedelta = DAY) -> None:
        self.taken()
        ask_to_complete(ticket=self.case, words=words_of(LISTED), by=self.by, now=self.now - ago)

    def proposed(self, ago: dt.timedelta = HOUR, days: int = 10) -> Proposal:
        self.taken()
        self.case.refresh_from_db()
        return propose(
            ticket=self.case, resolution=Resolution.PRICE_REDUCED, amount=Decimal("120.50"), currency="EUR",
            text="La mancha no afecta al lavado. Si quiere quedársela así, le devolvemos una parte del precio.",
            open_until=(self.now - ago + days * DAY).date(), by=self.by, now=self.now - ago,
        )  # fmt: skip

    def resolved(self, resolution: Resolution, text: str = "", ago: dt.timedelta = HOUR) -> Ticket:
        return resolve_ticket(ticket=self.case, resolution=resolution, text=text, by=self.by, now=self.now - ago)

    def promised(self, what: str, hours: int, made: int = 30) -> object:
        return make_promise(
            ticket=self.case, kind=PromiseKind.CALL, what=what, owner=self.ana, due_at=self.now + hours * HOUR,
            by=self.by, now=self.now - made * HOUR,
        )  # fmt: skip


def new(story: Story) -> None:
    """Nobody has read it yet."""


def safety(story: Story) -> None:
    story.case = story.opened("Sale humo del motor y huele a quemado.")


def ours(story: Story) -> None:
    story.replied("Lo miramos con el taller y le decimos.", Status.OPEN)


def yours(story: Story) -> None:
    story.replied("¿Qué código sale en la pantalla? Vea https://example.com/codigos")


def part(story: Story) -> None:
    story.replied("Hemos pedido la bomba de desagüe.", Status.WAITING_PART)


def facts(story: Story) -> None:
    story.asked()


def facts_without_points(story: Story) -> None:
    story.taken()
    ask_to_complete(ticket=story.case, words=Words("Nos falta la factura."), by=story.by, now=story.now - DAY)


def facts_late(story: Story) -> None:
    story.asked(40 * DAY)


def proposal(story: Story) -> None:
    story.proposed()


def proposal_late(story: Story) -> None:
    story.proposed(ago=5 * DAY, days=2)


def accepted(story: Story) -> None:
    answer_proposal(proposal=story.proposed(), accept=True, by=story.marta, now=story.now - HOUR / 2)


def refused(story: Story) -> None:
    given = {"text": "Prefiero que la arreglen.", "by": story.marta, "now": story.now - HOUR / 2}
    answer_proposal(proposal=story.proposed(), accept=False, **given)


def promises(story: Story) -> None:
    story.taken()
    keep_promise(promise=story.promised("Le llama el taller", -10), by=story.by, now=story.now - 12 * HOUR)
    story.promised("Le mandamos la factura", -2)
    story.promised("Le llamamos con la fecha de la visita", 20)


def late(story: Story) -> None:
    story.case = open_case(unit=story.unit, text="Sigue sin funcionar.", now=story.now - 20 * DAY)


def appealed(story: Story) -> None:
    story.taken()
    appeal(ticket=story.case, text="Llevo dos semanas y nadie viene.", by=story.marta, now=story.now - HOUR)


def resolved(story: Story) -> None:
    story.taken()
    story.resolved(Resolution.REPAIRED, "El técnico cambió la bomba y la probó con usted. Gracias por esperar.")


def resolved_silently(story: Story) -> None:
    story.resolved(Resolution.REPLACED)


def declined(story: Story) -> None:
    """With reasons point by point, and who else can help."""
    alternatives()
    story.taken()
    points = {
        "Que la cambien por otra": "El técnico vio un golpe en el tambor que no es de fábrica.",
        "Que le paguemos el suelo": "El agua salió de la toma de la pared, no de la máquina.",
    }
    write_points(ticket=story.case, texts=list(points), answers={}, by=story.by, now=story.now - 3 * HOUR)
    write_points(ticket=story.case, texts=list(points), answers=points, by=story.by, now=story.now - 3 * HOUR)
    story.resolved(Resolution.DECLINED, "Hemos leído el informe del taller con cuidado.")


def declined_without_points(story: Story) -> None:
    alternatives()
    story.taken()
    story.resolved(Resolution.DECLINED, "El golpe del tambor no es de fábrica.")


def closed(story: Story) -> None:
    resolved(story)
    change_status(ticket=story.case, to=Status.CLOSED, by=story.by, now=story.now - HOUR / 2)


def over(story: Story) -> None:
    """Resolved longer ago than its kind is opened again."""
    KindRules.objects.update_or_create(kind=story.case.kind, defaults={"reopen_days": 1})
    story.resolved(Resolution.REPAIRED, ago=30 * HOUR)


def merged(story: Story) -> None:
    other = story.opened("Además hace mucho ruido.")
    merge_tickets(ticket=other, into=story.case, by=story.by, now=story.now - HOUR)


def spam(story: Story) -> None:
    mark_spam(ticket=story.case, by=story.by, now=story.now - HOUR)


def long(story: Story) -> None:
    story.taken()
    for number in range(100):
        at = story.now - 40 * HOUR + number * dt.timedelta(minutes=20)
        write_as_customer(ticket=story.case, text=f"Otra cosa, la número {number}.", by=story.marta, now=at)
        given = {"then": Status.OPEN, "by": story.by, "now": at + dt.timedelta(minutes=5)}
        reply_to_customer(ticket=story.case, text=f"La respuesta número {number}.", **given)


STATES: dict[str, Callable[[Story], None]] = {
    one.__name__: one
    for one in (
        new, safety, ours, yours, part, facts, facts_without_points, facts_late, proposal, proposal_late, accepted,
        refused, promises, late, appealed, resolved, resolved_silently, declined, declined_without_points, closed, over,
        merged, spam, long,
    )
}  # fmt: skip
