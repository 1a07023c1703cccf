"""A product that a customer registered, beside what we know of it."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.db.models import Count

from catalog.finding_products import products_found
from catalog.models import Product
from customers.models import Registration, Unit
from customers.queries import units_of_serial
from postventa.desk.forms.registrations import HandsForm, RefusalForm, WritingForm
from tickets.models import Ticket
from warranties.queries import local_date

OFFERED = 20


class RegistrationPage:
    """What its template asks for. `serial`: under which number to look, if not under the one that they wrote."""

    def __init__(self, registration: Registration, now: dt.datetime, serial: str = "") -> None:
        self.registration, self.now = registration, now
        self.serial = serial.replace("\x00", "").strip()[:120] or registration.serial

    @cached_property
    def known(self) -> list[tuple[Unit, int]]:
        """The units with that serial number, each with how many open cases there are about it."""
        units = units_of_serial(self.serial)
        active = Ticket.objects.active().filter(unit__in=units).order_by().values("unit").annotate(n=Count("pk"))
        open_cases = dict(active.values_list("unit", "n"))
        return [(unit, open_cases.get(unit.pk, 0)) for unit in units]

    @property
    def units(self) -> list[Unit]:
        return [unit for unit, _cases in self.known]

    @cached_property
    def offered(self) -> list[Product]:
        """Products that their words may mean."""
        if self.registration.product:
            return [self.registration.product]
        return products_found(self.registration.product_words, limit=OFFERED)

    @cached_property
    def hands_form(self) -> HandsForm:
        return self.hands()

    @cached_property
    def writing_form(self) -> WritingForm:
        return self.writing()

    @cached_property
    def refusal_form(self) -> RefusalForm:
        return RefusalForm()

    def hands(self, data: object = None) -> HandsForm:
        today = local_date(self.units[0], self.now) if self.units else self.now.date()
        return HandsForm(data, units=self.units, registration=self.registration, today=today)

    def writing(self, data: object = None) -> WritingForm:
        return WritingForm(data, registration=self.registration, offered=self.offered)
