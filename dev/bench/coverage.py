"""The coverage decision: one on plain facts, and the list of a customer with thirty units."""

from datetime import UTC, date, datetime, timedelta

from dev.bench import Figures, bench
from dev.bench.stage import Stage

TODAY = date(2026, 11, 16)


@bench("coverage")
def coverage(stage: Stage) -> Figures:
    """`size` is the number of decisions in one call: one on facts at hand, thirty from their rows."""
    from customers.models import Unit
    from warranties.coverage import decide
    from warranties.facts import Facts, Stay
    from warranties.promises import CommercialTerms, PlanTerms
    from warranties.queries import coverage_of_units, rulebook

    facts = Facts(
        jurisdiction="ES",
        contract_date=date(2023, 3, 2),
        delivery_date=date(2023, 3, 15),
        buyer="consumer",
        channel="online",
        custody=(Stay(date(2024, 2, 1), date(2024, 2, 11)),),
        defect_date=date(2025, 5, 10),
        claim_date=date(2025, 5, 12),
    )
    promises = (CommercialTerms(code="g", name="Total", guarantor="Hogarix", months=24),)
    plans = (PlanTerms(code="p", name="Calma", guarantor="Hogarix", kinds=("extension",), months=60),)
    rules = rulebook()

    make_units(30)
    return [
        stage.measure_call(lambda: decide(facts, rules, promises, plans), repeat=5000),
        {"size": 30, **stage.measure_call(lambda: coverage_of_units(Unit.objects.all(), TODAY))},
    ]


def make_units(count: int) -> None:
    """Make the units of one customer, each with a delivery of its own, and a guarantee that reaches them."""
    from catalog.models import Product
    from customers.models import Customer, Delivery, Purchase, Unit
    from warranties.models import CommercialGuarantee

    at = datetime(2026, 1, 10, 12, tzinfo=UTC)
    customer = Customer.objects.create(ref="bench-coverage", country="ES")
    product = Product.objects.create(sku="bench-coverage", name="Oven")
    CommercialGuarantee.objects.create(name="Total", guarantor="Hogarix", months=24, product=product)
    for number in range(count):
        purchase = Purchase.objects.create(
            order_ref=f"bench-coverage-{number}", customer=customer, purchased_at=at, purchased_on=at.date()
        )
        arrived = at + timedelta(days=3)
        delivery = Delivery.objects.create(purchase=purchase, delivered_at=arrived, delivered_on=arrived.date())
        Unit.objects.create(purchase=purchase, line="1", product=product, delivery=delivery)
