"""Importing a shop's export. Target: 100,000 lines in under 60 s on 2 cores, in memory that does not grow."""

import csv
import datetime as dt
import resource
import tempfile
from pathlib import Path

from dev.bench import Figures, bench
from dev.bench.stage import Stage

SIZES = (20_000, 100_000)


@bench("import")
def imports(stage: Stage) -> Figures:
    """New lines at two sizes with the highest memory so far, then the last file again, which changes nothing."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = write_export(Path(folder) / f"{size}.csv", size)
            figures.append(measure(stage, file, size) | {"peak_mb": peak_mb()})
        figures.append(measure(stage, file, SIZES[-1]) | {"again": True, "peak_mb": peak_mb()})
    return figures


def measure(stage: Stage, file: Path, size: int) -> dict:
    from django.utils import timezone

    from core.actors import SYSTEM
    from core.csv_reading import open_table
    from customers.actions.import_purchases import import_purchases
    from customers.columns import COLUMNS, REQUIRED

    def run() -> None:
        with file.open("rb") as source, open_table(source, columns=COLUMNS, required=REQUIRED) as table:
            tally = import_purchases(table=table, by=SYSTEM, now=timezone.now())
        assert (tally.read, tally.rejected) == (size, 0)

    return stage.measure_rate(run, size)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def write_export(path: Path, size: int) -> Path:
    """A plausible export: orders of one to three lines, half of the customers with a second order."""
    from customers.columns import COLUMNS

    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        order = line = 0
        for number in range(size):
            line += 1
            if line > 1 + order % 3:
                order, line = order + 1, 1
            writer.writerow(export_line(f"{size}-{order}", order, line, number))
    return path


def export_line(ref: str, order: int, line: int, number: int) -> dict[str, object]:
    bought = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(minutes=order)
    customer = order * 2 // 3
    return {
        "order_ref": f"P-{ref}",
        "line": line,
        "customer_ref": f"C-{customer}",
        "customer_name": f"Marta Cliente {customer}",
        "customer_email": f"cliente{customer}@correo.example",
        "customer_phone": f"6{customer:08}",
        "customer_language": "es",
        "country": "ES",
        "region": "MD",
        "city": "Madrid",
        "postal_code": "28001",
        "timezone": "Europe/Madrid",
        "sku": f"S-{order % 5000}",
        "product_name": f"Lavadora {order % 5000}",
        "product_line": f"Línea {order % 40}",
        "brand": "Hogarix",
        "serial": f"SN{number:09}",
        "condition": "new",
        "unit_price": "399.90",
        "currency": "EUR",
        "channel": "online",
        "purchased_at": bought.isoformat(),
        "promised_delivery": (bought + dt.timedelta(days=5)).date().isoformat(),
        "shipped_at": (bought + dt.timedelta(days=1)).isoformat(),
        "delivered_at": (bought + dt.timedelta(days=3 + order % 5)).isoformat(),
        "visits_to_complete": 1,
        "carrier": "Transportes Uno",
    }
