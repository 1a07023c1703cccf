"""What the invented shop promised besides, and what was done with some of what it sold."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from catalog.models import Product, ProductLine
from core.actors import actor_of
from core.models import User
from customers.models import Unit
from postventa.demo.catalogue import AUDIO, FRIDGES, LAPTOPS, PHONES, TELEVISION, WASHERS
from warranties.actions.covers import add_plan, record_visit, register_guarantee
from warranties.actions.custody import hand_in, record_stay
from warranties.models import CommercialGuarantee, Cover, GuaranteeComponent, Recall, ServiceCentre, ServicePlan
from warranties.states import Outcome, PlanKind, Remedy, Starts

DAY = dt.timedelta(days=1)
FRYER = "FRE-55"
CLAIM = "Llame al 900 000 000 o escriba a garantia@{domain} con el número de serie y la fecha de la entrega."

# (line, fault, what was done, accessories): repairs under guarantee that are over.
REPAIRS = [
    (TELEVISION, "Se apaga sola a los diez minutos.", "Cambiada la placa de alimentación.", "Mando y peana"),
    (PHONES, "La batería no pasa de media tarde.", "Cambiada la batería.", ""),
    (LAPTOPS, "No carga con ningún cargador.", "Cambiado el conector de carga.", "Cargador"),
    (AUDIO, "El auricular izquierdo no suena.", "Cambiado el altavoz izquierdo.", "Estuche"),
    (WASHERS, "No desagua y se queda a medias.", "Cambiada la bomba de desagüe.", ""),
]


class Care:
    """Plans, registrations, stays in the workshop and a recall, on units that arrived."""

    def __init__(self, agents: list[User], rng: random.Random, now: dt.datetime) -> None:
        self.by, self.rng, self.now = actor_of(agents[0]), rng, now
        arrived = Unit.objects.filter(delivery__delivered_on__isnull=False)
        self.units = list(arrived.select_related("product__line", "delivery", "purchase__customer").order_by("pk"))
        self.today = now.date()

    def of_line(self, line: str) -> list[Unit]:
        return [unit for unit in self.units if unit.product.line and unit.product.line.name == line]

    def sell_plans(self) -> None:
        """Marta's television has two; some phones and laptops are insured against falls, some washers looked after."""
        plans = _plans()
        television = self.of_line(TELEVISION)[0]
        add_plan(unit=television, plan=plans["calm"], reference="CT-2025-0417", by=self.by, now=self.now)
        self._some(self.of_line(PHONES) + self.of_line(LAPTOPS), 3, lambda unit: self._plan(unit, plans["falls"]))
        self._some(self.of_line(TELEVISION)[1:], 5, lambda unit: self._plan(unit, plans["calm"]))
        self._some(self.of_line(WASHERS), 2, lambda unit: self._look_after(unit, plans["care"]))
        headset = CommercialGuarantee.objects.get(starts=Starts.REGISTRATION)
        self._some(self.of_line(AUDIO), 3, lambda unit: self._register(unit, headset))

    def _some(self, units: list[Unit], every: int, act: Callable[[Unit], object]) -> None:
        for unit in units[::every]:
            act(unit)

    def _plan(self, unit: Unit, plan: ServicePlan) -> Cover:
        return add_plan(unit=unit, plan=plan, reference=f"CT-{unit.pk:05d}", by=self.by, now=self.now)

    def _look_after(self, unit: Unit, plan: ServicePlan) -> None:
        cover = self._plan(unit, plan)
        since = (self.today - unit.delivery.delivered_on).days if unit.delivery.delivered_on else 0
        if since > 200:
            on = unit.delivery.delivered_on + 180 * DAY
            centre = ServiceCentre.objects.order_by("pk").first()
            record_visit(cover=cover, on=on, centre=centre, note="Limpieza y revisión.", by=self.by, now=self.now)

    def _register(self, unit: Unit, guarantee: CommercialGuarantee) -> None:
        days = min(6, (self.today - unit.purchase.purchased_on).days)
        register_guarantee(
            unit=unit, guarantee=guarantee, on=unit.purchase.purchased_on + days * DAY, by=self.by, now=self.now
        )

    def repair(self) -> None:
        """One repair of each kind that is over, Marta's television among them; one washer is in the workshop now."""
        for line, fault, work, accessories in REPAIRS:
            old = [unit for unit in self.of_line(line) if (self.today - unit.delivery.delivered_on).days > 90]
            for unit in old[:2] if line != TELEVISION else self.of_line(line)[:1]:
                began = unit.delivery.delivered_on + 60 * DAY
                record_stay(
                    unit=unit,
                    fault=fault,
                    accessories=accessories,
                    handed_in_on=began,
                    returned_on=began + self.rng.randint(6, 16) * DAY,
                    outcome=Outcome.REPAIRED,
                    work=work,
                    by=self.by,
                    now=self.now,
                )
        inside = self.of_line(LAPTOPS)[-1]
        since = max(inside.delivery.delivered_on, self.today - 4 * DAY)
        hand_in(unit=inside, fault="La pantalla parpadea.", accessories="Cargador", on=since, by=self.by, now=self.now)

    def recall(self) -> None:
        """A fryer whose cable may burn."""
        recall = Recall.objects.create(
            reference="RS-2026-031",
            title="Freidora de aire Bruma 5,5 l: el cable puede sobrecalentarse",
            hazard="El cable de alimentación puede sobrecalentarse y causar un incendio.",
            what_to_do="Deje de usarla y desenchúfela. Puede elegir: otra freidora o el importe de vuelta.",
            announced_on=self.today - 20 * DAY,
            remedies=[Remedy.REPLACEMENT, Remedy.REFUND],
        )
        recall.products.set(Product.objects.filter(sku=FRYER))


def make_care(agents: list[User], rng: random.Random, now: dt.datetime) -> None:
    """Everything that happens between the sale and the cases."""
    _promises()
    care = Care(agents, rng, now)
    care.sell_plans()
    care.repair()
    care.recall()


def _promises() -> None:
    """How to use each guarantee, a part that is guaranteed for longer, and one that runs from its registration."""
    CommercialGuarantee.objects.update(procedure=CLAIM.format(domain="hogarix.example"))
    fridges = CommercialGuarantee.objects.get(product_line__name=FRIDGES)
    GuaranteeComponent.objects.create(guarantee=fridges, name="Compresor", months=120, covers_labour=False)
    CommercialGuarantee.objects.create(
        name="Sonalia 3 años con registro",
        guarantor="Sonalia Audio, S. A., calle del Eco, 7, Bilbao",
        product_line=ProductLine.objects.get(name=AUDIO),
        months=36,
        starts=Starts.REGISTRATION,
        territory=["ES", "PT"],
        transferable=False,
        exclusions="Almohadillas y estuches.",
        procedure=CLAIM.format(domain="sonalia.example"),
    )
    for name, address in [
        ("Servicio técnico Ebro", "Calle del Taller, 3, 50014 Zaragoza"),
        ("Reparaciones Levante", "Avenida del Puerto, 112, 46023 València"),
    ]:
        ServiceCentre.objects.create(name=name, address=address, country="ES", phone="+34900000000")


def _plans() -> dict[str, ServicePlan]:
    shop = "Hogarix, S. L., plaza Mayor, 1, Zaragoza"
    return {
        "calm": ServicePlan.objects.create(
            name="Tranquilidad total 5 años",
            guarantor=shop,
            kinds=[PlanKind.EXTENSION, PlanKind.SUPPORT],
            months=60,
            territory=["ES"],
            covers_travel=True,
        ),
        "falls": ServicePlan.objects.create(
            name="Caídas y líquidos 2 años",
            guarantor=shop,
            kinds=[PlanKind.ACCIDENT],
            months=24,
            territory=["ES"],
            exclusions="La pérdida y el robo.",
            transferable=False,
        ),
        "care": ServicePlan.objects.create(
            name="Cuidado del lavado",
            guarantor=shop,
            kinds=[PlanKind.MAINTENANCE, PlanKind.SUPPORT],
            months=36,
            territory=["ES"],
            discount_percent=20,
            visits=3,
        ),
    }
