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
    phone = factory.Sequence(lambda n: f"+346001{n:05d}")
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
