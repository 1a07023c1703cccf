"""CSV files for tests of the imports: say only what the test is about."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from core.actors import SYSTEM
from core.csv_reading import open_table
from core.importing import Tally

NOW = dt.datetime(2026, 3, 17, 9, 0, tzinfo=dt.UTC)
PURCHASE = {
    "order_ref": "P-1",
    "line": "1",
    "customer_ref": "C-1",
    "customer_name": "Marta Ruiz",
    "customer_email": "Marta@Correo.example",
    "customer_phone": "600 111 222",
    "customer_language": "es",
    "country": "ES",
    "region": "MD",
    "city": "Madrid",
    "postal_code": "28001",
    "timezone": "Europe/Madrid",
    "sku": "XR-1",
    "product_name": "Lavadora XR",
    "product_line": "Lavado",
    "brand": "Hogarix",
    "serial": "SN-1",
    "lot": "L1",
    "condition": "new",
    "unit_price": "399,90",
    "currency": "EUR",
    "channel": "online",
    "purchased_at": "2026-03-01 10:00",
    "promised_delivery": "05/03/2026",
    "shipped_at": "2026-03-03T08:00:00Z",
    "delivered_at": "2026-03-04 17:30",
    "installed_at": "",
    "visits_to_complete": "1",
    "carrier": "Transportes Uno",
}


def csv_bytes(*rows: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A file with one line for each dict, all with the columns of the first."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def purchase(**told: str) -> dict[str, str]:
    return PURCHASE | told


def without(*columns: str, **told: str) -> dict[str, str]:
    return {name: value for name, value in purchase(**told).items() if name not in columns}


def run(action, columns, required, data: bytes, *, now: dt.datetime = NOW, **options):
    """The counts as (created, updated, unchanged, rejected), and the sentences by line number."""
    problems: dict[int, str] = {}
    with open_table(io.BytesIO(data), columns=columns, required=required) as table:
        tally: Tally = action(
            table=table,
            on_reject=lambda row, sentence: problems.__setitem__(row.line_number, sentence),
            by=SYSTEM,
            now=now,
            **options,
        )
    return (tally.created, tally.updated, tally.unchanged, tally.rejected), problems


def write(folder: Path, data: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
