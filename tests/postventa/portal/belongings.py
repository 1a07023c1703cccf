"""All that one customer can have in the house, with words in it that nobody else may ever read."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.utils import timezone

from core.actors import actor_of, customer_by_link
from core.models import User
from core.richtext import words_of
from customers.actions.registering import Told, register_product
from customers.links import email_change_token
from followups.links import survey_token
from privacy.actions.asking import ask_erasure
from privacy.links import erasure_token
from tests.cases import open_case
from tests.factories import CentreFactory, CustodyFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.followups.makers import sent_survey
from tests.tickets.visits import make_offer, make_slot
from tests.uploads import photo
from tickets.actions.appointments import book
from tickets.actions.completion import ask_to_complete
from tickets.actions.filing import add_files, begin_filing
from tickets.actions.parcels import make_parcel
from tickets.actions.proposing import propose
from tickets.links import case_token, filing_token
from tickets.states import Resolution, Topic
from warranties.links import unit_token

DAY = dt.timedelta(days=1)


class Belongings:
    """A customer called `name` with a product, cases, and whatever else can be theirs; `secrets`: what says so."""

    def __init__(self, name: str, agent: User, *, with_erasure: bool = False) -> None:
        now, by = timezone.now(), actor_of(agent)
        self.agent, self.name = agent, name
        low = name.lower()
        self.customer = CustomerFactory(
            name=f"{name} Reservada", email=f"{low}@correo.example", phone=f"+3460{abs(hash(name)) % 10**7:07d}",
            address=f"Calle de {name} 7", city=f"Villa{low}",
        )  # fmt: skip
        self.user = CustomerUserFactory(email=self.customer.email, name=self.customer.name)
        self.unit = UnitFactory(
            purchase__customer=self.customer, purchase__order_ref=f"PEDIDO-{name}", serial=f"SERIE{name}777",
            product__name=f"Nevera de {name}", purchase__purchased_at=now - 40 * DAY,
            delivery__delivered_at=now - 30 * DAY, price=Decimal("777.77"),
        )  # fmt: skip
        themselves = customer_by_link(self.customer.email)
        self.case = open_case(
            unit=self.unit, text=f"Palabras de {name}: no enfría.", files=[photo(f"foto-{low}.jpg")], now=now - 2 * DAY
        )
        self.attachment = self.case.messages.get().attachments.get()
        self.slot, self.free = make_slot(60, who=f"Técnico {name}", now=now), make_slot(80, who=f"Otro {name}", now=now)
        make_offer(self.case, by, now=now - DAY)
        self.appointment = book(ticket=self.case, slot=self.slot, by=themselves, now=now - DAY)
        self.parcel = make_parcel(
            ticket=self.case, centre=CentreFactory(), contents=f"Caja de {name}", by=by, now=now - DAY
        )
        self.case.refresh_from_db()
        self.proposal = propose(
            ticket=self.case, resolution=Resolution.REFUNDED, amount=Decimal("777.77"), currency="EUR",
            text=f"Propuesta para {name}.", open_until=(now + 9 * DAY).date(), by=by, now=now - DAY / 2,
        )  # fmt: skip
        self.asked = open_case(unit=self.unit, text=f"Otra cosa de {name}.", now=now - 2 * DAY)
        listed = words_of(f"<p>Falta:</p><ul><li>¿Qué dice {name}?</li></ul>")
        ask_to_complete(ticket=self.asked, words=listed, by=by, now=now - DAY)
        self.filing = begin_filing(
            customer=self.customer, unit=self.unit, topic=Topic.PRODUCT, language="es", uid=uuid.uuid4(),
            by=themselves, now=now,
        )  # fmt: skip
        add_files(filing=self.filing, uploads=[photo(f"otra-{low}.jpg")], by=themselves, now=now)
        self.filed = self.filing.filed.get()
        self.stay = CustodyFactory(unit=self.unit, fault=f"Avería de {name}")
        told = Told(product_words=f"Cafetera de {name}", bought_from=f"Tienda {name}", bought_on=(now - DAY).date())
        self.registration = register_product(
            customer=self.customer, told=told, receipt=[photo(f"recibo-{low}.jpg")], submission=uuid.uuid4(),
            by=themselves, now=now,
        )  # fmt: skip
        self.survey = sent_survey(self.unit)
        self.erasure = ask_erasure(customer=self.customer, by=themselves, now=now) if with_erasure else None
        for row in (self.case, self.asked, self.filing, self.appointment, self.proposal, self.parcel):
            row.refresh_from_db()
        self.secrets = [
            name, self.customer.phone, self.case.reference, self.asked.reference, self.parcel.number, "777.77",
            "777,77",
        ]  # fmt: skip

    def tokens(self, now: dt.datetime) -> dict[str, str]:
        """A good token of each kind of link, by the beginning of its address."""
        made = {
            "c": case_token(self.case),
            "f": filing_token(self.filing),
            "s": survey_token(self.survey),
            "e": email_change_token(self.user, f"nueva-{self.customer.email}", now),
            "u": unit_token(self.unit),
        }
        return made | ({"erasure": erasure_token(self.erasure)} if self.erasure else {})
