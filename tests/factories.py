"""Records for tests: each call makes a new, complete and plausible one; say only what the test is about."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from catalog.models import Product, ProductLine
from core.models import Team, User
from core.states import Role
from customers.models import Customer, Delivery, Purchase, Unit
from warranties.models import (
    CommercialGuarantee,
    Cover,
    Custody,
    GuaranteeComponent,
    Recall,
    ServiceCentre,
    ServicePlan,
)

PASSWORD = "clave-de-prueba-1"
NOW = dt.datetime(2026, 11, 16, 10, 0, tzinfo=dt.UTC)  # a Monday
MADRID = ZoneInfo("Europe/Madrid")


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Equipo {n}")


class AgentFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"agente{n}@tienda.example")
    name = factory.Sequence(lambda n: f"Ana Agente {n}")
    role = Role.AGENT
    language = "es"
    password = factory.django.Password(PASSWORD)


class ManagerFactory(AgentFactory):
    email = factory.Sequence(lambda n: f"gerente{n}@tienda.example")
    name = factory.Sequence(lambda n: f"Luis Gerente {n}")
    role = Role.MANAGER


class CustomerUserFactory(AgentFactory):
    """The account of a customer: give it the e-mail of a `CustomerFactory` row."""

    email = factory.Sequence(lambda n: f"cliente{n}@correo.example")
    name = factory.Sequence(lambda n: f"Marta Cliente {n}")
    role = Role.CUSTOMER
    password = "!"


class LineFactory(DjangoModelFactory):
    class Meta:
        model = ProductLine

    name = factory.Sequence(lambda n: f"Línea {n}")


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    sku = factory.Sequence(lambda n: f"XR-{n}")
    name = factory.Sequence(lambda n: f"Lavadora {n}")
    brand = "Hogarix"
    line = factory.SubFactory(LineFactory)


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer

    ref = factory.Sequence(lambda n: f"C-{n}")
    name = factory.Sequence(lambda n: f"Marta Cliente {n}")
    email = factory.Sequence(lambda n: f"cliente{n}@correo.example")
    phone = factory.Sequence(lambda n: f"+34622{n:06d}")  # never like one that a test looks for, which begins with 600
    language = "es"
    country = "ES"
    region = "MD"
    city = "Madrid"
    timezone = "Europe/Madrid"


class PurchaseFactory(DjangoModelFactory):
    class Meta:
        model = Purchase

    order_ref = factory.Sequence(lambda n: f"P-{n}")
    customer = factory.SubFactory(CustomerFactory)
    channel = "online"
    purchased_at = NOW - dt.timedelta(days=10)
    purchased_on = factory.LazyAttribute(lambda p: p.purchased_at.astimezone(MADRID).date())


class DeliveryFactory(DjangoModelFactory):
    """Delivered three days before NOW, on the promised day. `delivered_at=None` for one still on its way."""

    class Meta:
        model = Delivery

    purchase = factory.SubFactory(PurchaseFactory)
    promised_on = factory.LazyAttribute(lambda d: d.delivered_on or NOW.date())
    delivered_at = NOW - dt.timedelta(days=3)
    delivered_on = factory.LazyAttribute(lambda d: d.delivered_at and d.delivered_at.astimezone(MADRID).date())
    carrier = "Rápidos"


class UnitFactory(DjangoModelFactory):
    """A unit with its purchase and its delivery, of one customer: `UnitFactory(purchase__customer=marta)`."""

    class Meta:
        model = Unit

    purchase = factory.SubFactory(PurchaseFactory)
    line = factory.Sequence(lambda n: str(n + 1))
    product = factory.SubFactory(ProductFactory)
    delivery = factory.SubFactory(DeliveryFactory, purchase=factory.SelfAttribute("..purchase"))
    serial = factory.Sequence(lambda n: f"SN{n:08d}")
    price = "399.00"
    currency = "EUR"


class GuaranteeFactory(DjangoModelFactory):
    """A complete commercial guarantee of everything, 36 months from the delivery."""

    class Meta:
        model = CommercialGuarantee

    name = factory.Sequence(lambda n: f"Garantía total {n}")
    guarantor = "Hogarix S.A., calle Mayor 1, 28013 Madrid"
    months = 36
    procedure = "Llame al 900 100 100."


class ComponentFactory(DjangoModelFactory):
    class Meta:
        model = GuaranteeComponent

    guarantee = factory.SubFactory(GuaranteeFactory)
    name = factory.Sequence(lambda n: f"Compresor {n}")
    months = 120


class PlanFactory(DjangoModelFactory):
    """An extension to 60 months with two maintenance visits at 20 % less."""

    class Meta:
        model = ServicePlan

    name = factory.Sequence(lambda n: f"Plan Tranquilidad {n}")
    guarantor = "Hogarix S.A., calle Mayor 1, 28013 Madrid"
    kinds = ["extension", "maintenance_discount"]
    months = 60
    discount_percent = 20
    visits = 2


class CoverFactory(DjangoModelFactory):
    """A unit that has a plan. For a registered guarantee: `CoverFactory(plan=None, guarantee=…, starts_on=…)`."""

    class Meta:
        model = Cover

    unit = factory.SubFactory(UnitFactory)
    plan = factory.SubFactory(PlanFactory)
    created_at = NOW


class CentreFactory(DjangoModelFactory):
    class Meta:
        model = ServiceCentre

    name = factory.Sequence(lambda n: f"Taller {n}")
    address = "Calle del Taller 3, 28045 Madrid"
    country = "ES"


class CustodyFactory(DjangoModelFactory):
    """A unit handed in a day before NOW and still here. `returned_on=…` for one that went back."""

    class Meta:
        model = Custody

    unit = factory.SubFactory(UnitFactory)
    handed_in_on = (NOW - dt.timedelta(days=1)).date()
    handed_in_at = factory.LazyAttribute(lambda c: dt.datetime.combine(c.handed_in_on, dt.time(11), dt.UTC))
    fault = "No centrifuga"
    returned_on = None
    returned_at = factory.LazyAttribute(
        lambda c: c.returned_on and dt.datetime.combine(c.returned_on, dt.time(12), dt.UTC)
    )
    outcome = factory.LazyAttribute(lambda c: "repaired" if c.returned_on else "")


class RecallFactory(DjangoModelFactory):
    """A recall of the products given: `RecallFactory(products=[washer])`."""

    class Meta:
        model = Recall
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"R-2026-{n}")
    title = "Riesgo de incendio"
    hazard = "El cable puede arder."
    what_to_do = "Desenchúfela y llámenos."
    announced_on = dt.date(2026, 10, 1)
    remedies = ["repair", "refund"]

    @factory.post_generation
    def products(self, create: bool, given: list[Product] | None, **_options: object) -> None:
        if create and given:
            self.products.set(given)
