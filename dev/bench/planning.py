"""The planner. Targets: a call and a survey for each of a million deliveries in two minutes on 2 cores; a round costs
what is fresh, not what there is.
"""

from __future__ import annotations

import os
import time

from dev.bench import Figures, bench
from dev.bench.stage import CALM, QueryCount, Stage

SIZES = (10_000, 100_000)
FRESH = 1_000

# Customers of seven places, each with an order, a delivery and a unit; one in five late, one in fifty said no to calls.
_PEOPLE = """
INSERT INTO customers_customer (ref, kind, name, email, phone, language, country, region, address, city, postal_code,
    timezone, no_surveys, no_calls, minor, deceased, in_dispute)
SELECT %(name)s || n, 'person', 'Marta Cliente ' || n, %(name)s || n || '@correo.example',
    '+346' || lpad((%(first)s + n)::text, 8, '0'), 'es', place[1], place[2], '', '', place[3], place[4],
    false, n %% 50 = 0, false, false, false
FROM generate_series(1, %(count)s) AS n,
    LATERAL (SELECT (ARRAY[
        ARRAY['ES', 'MD', '28001', 'Europe/Madrid'], ARRAY['ES', '', '08001', 'Europe/Madrid'],
        ARRAY['ES', 'Andalucía', '41001', 'Europe/Madrid'], ARRAY['ES', 'CN', '35001', 'Atlantic/Canary'],
        ARRAY['ES', 'Comunidad Valenciana', '46001', 'Europe/Madrid'], ARRAY['MX', '', '', 'America/Mexico_City'],
        ARRAY['CL', '', '', 'America/Santiago']])[1 + n %% 7:1 + n %% 7]) AS chosen (it),
    LATERAL (SELECT ARRAY(SELECT unnest(it))) AS flat (place)
"""
_ORDERS = """
INSERT INTO customers_purchase (order_ref, customer_id, channel, purchased_at, purchased_on)
SELECT ref, id, 'online', at - interval '4 days', (at - interval '4 days')::date
FROM (SELECT ref, id, %(now)s - %(days)s * interval '1 day' * (row_number() OVER (ORDER BY id) - 0.5) / %(count)s AS at
    FROM customers_customer WHERE ref LIKE %(name)s || '%%') AS those
"""
_DELIVERIES = """
INSERT INTO customers_delivery (purchase_id, promised_on, delivered_at, delivered_on, carrier)
SELECT id, (purchased_at + interval '4 days')::date + CASE WHEN id %% 5 = 0 THEN -1 ELSE 1 END,
    purchased_at + interval '4 days', (purchased_at + interval '4 days')::date, ''
FROM customers_purchase WHERE order_ref LIKE %(name)s || '%%'
"""
_UNITS = """
INSERT INTO customers_unit (purchase_id, line, product_id, delivery_id, serial, lot, condition, currency)
SELECT p.id, '1', (SELECT min(id) FROM catalog_product WHERE sku LIKE 'bench-planning%%') + p.id %% 200, d.id,
    '', '', 'new', ''
FROM customers_purchase p JOIN customers_delivery d ON d.purchase_id = p.id WHERE p.order_ref LIKE %(name)s || '%%'
"""


@bench("planning")
def planning(stage: Stage) -> Figures:
    """`size` is the number of deliveries.

    All of them fresh, by a plan that calls and asks; by one that holds out as well. Then, when they are of two years
    and were followed long ago, a round that finds FRESH new ones, one that finds none, and the hourly look.
    """
    for size in sorted({*SIZES, stage.size or SIZES[-1]}):
        if stage.size and size > stage.size:
            continue
        for what, says in (("call and survey each", {}), ("and one in ten held out", {"holdout_percent": 10})):
            clear(**says)
            fill("fresh-", size, days=12)
            calm_down()
            yield {"what": what, **planned(size)}
        clear()
        fill("old-", size, days=730)
        planned(size)
        yield from rounds(stage, size)


def rounds(stage: Stage, size: int) -> Figures:
    import datetime as dt

    from django.utils import timezone

    from followups.actions.planning_deliveries import plan_deliveries

    two_days = dt.timedelta(days=2)
    settle()
    fill("new-", FRESH, days=0.01)
    calm_down()
    yield {**planned(FRESH, since=timezone.now() - two_days), "size": size, "what": f"a round that finds {FRESH}"}
    empty = stage.measure_call(lambda: plan_deliveries(now=timezone.now(), since=timezone.now() - two_days))
    yield {"size": size, "what": "a round that finds none", **empty}
    full = stage.measure_call(lambda: plan_deliveries(now=timezone.now()), repeat=5, warm_up=1)
    yield {"size": size, "what": "the hourly look that finds none", **full}


def planned(count: int, since=None) -> dict:
    """Plan what is fresh: seconds, deliveries a second, and how many rows came of it."""
    from django.db import connection
    from django.utils import timezone

    from followups.actions.planning_deliveries import plan_deliveries

    queries, start = QueryCount(), time.perf_counter()
    with connection.execute_wrapper(queries):
        rows = plan_deliveries(now=timezone.now(), since=since)
    seconds = time.perf_counter() - start
    told = {"size": count, "seconds": round(seconds, 2), "per_s": round(count / seconds, 1)}
    return told | {"rows": rows, "queries": queries.queries}


def clear(**says) -> None:
    """Nobody, nothing sold, and one plan in force that says so."""
    from django.db import connection
    from django.utils import timezone

    from followups.models import Plan, PlanVersion

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE customers_customer CASCADE")
    Plan.objects.update(live=None, live_since=None)
    plan = Plan.objects.filter(trigger="delivered").order_by("position", "pk")[0]
    last = plan.versions.order_by("-number")[0]
    kept = {f.attname: getattr(last, f.attname) for f in PlanVersion._meta.concrete_fields if not f.primary_key}
    version = PlanVersion.objects.create(**kept | {"holdout_percent": 0, **says, "number": last.number + 1})
    Plan.objects.filter(pk=plan.pk).update(live=version, live_since=timezone.now())


def fill(name: str, count: int, *, days: float) -> None:
    """So many deliveries, the last of them just now and the first so many days ago."""
    from django.db import connection
    from django.utils import timezone

    from catalog.models import Product, ProductLine
    from customers.models import Customer

    if not Product.objects.filter(sku__startswith="bench-planning").exists():
        lines = ProductLine.objects.bulk_create(ProductLine(name=f"bench-planning {number}") for number in range(12))
        Product.objects.bulk_create(
            Product(sku=f"bench-planning-{number}", name=f"Lavadora {number}", line=lines[number % 12])
            for number in range(200)
        )
    told = {"name": name, "count": count, "days": days, "now": timezone.now(), "first": Customer.objects.count()}
    with connection.cursor() as cursor:
        for statement in (_PEOPLE, _ORDERS, _DELIVERIES, _UNITS):
            cursor.execute(statement, told)
    settle()


def settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def calm_down() -> None:
    """What waits to come to the disk does so now."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    os.sync()
    time.sleep(CALM)
