"""`manage.py kpis`: every figure of the catalogue, with what it is of, to be checked and scripted."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.models import ProductLine
from core.models import Team
from customers.states import Channel
from reports.actions.counting import count_all_changes
from reports.formulas import Figure
from reports.kpis import KPIS, Kpi
from reports.management.periods import add_period, period_of
from reports.period import Scope
from reports.queries.catalogue import figures

FILTERS = ("line", "channel", "country", "team")


class Command(BaseCommand):
    help = "Print every figure of a period with its numerator, its denominator and its interval."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_period(parser, required=True)
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="line, channel, country or team; a line and a team by their name. May be said again.",
        )
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, **options: Any) -> None:
        period = period_of(options)
        assert period, "both days are required"
        scope = Scope(period, **filters_of(options["filter"]))
        count_all_changes()
        found = figures(scope)
        rows = [row(kpi, found[kpi.code]) for kpi in KPIS]
        self.stdout.write(
            json.dumps(rows, ensure_ascii=False, indent=2) if options["format"] == "json" else table(rows)
        )


def filters_of(said: list[str]) -> dict[str, Any]:
    """CommandError for a filter that there is not, and for a value that nothing has."""
    found: dict[str, Any] = {}
    for text in said:
        name, equals, value = text.partition("=")
        if name not in FILTERS or not equals:
            raise CommandError(
                _("«%(text)s» is not a filter. Write NAME=VALUE with one of: %(names)s.")
                % {"text": text, "names": ", ".join(FILTERS)}
            )
        found[name] = _value(name, value)
    return found


def _value(name: str, value: str) -> int | str:
    if name == "country" and len(value) == 2 and value.isalpha():
        return value.upper()
    if name == "channel" and value in Channel.values:
        return value
    if name in ("line", "team"):
        model = ProductLine if name == "line" else Team
        key = model.objects.filter(name__iexact=value).values_list("pk", flat=True).first()
        if key is not None:
            return key
    raise CommandError(_("There is no %(name)s «%(value)s».") % {"name": name, "value": value})


def row(kpi: Kpi, figure: Figure) -> dict[str, Any]:
    """A figure as plain values. Shares are 0–1, lengths of time seconds."""
    low, high = figure.interval or (None, None)
    return {
        "code": kpi.code,
        "name": str(kpi.name),
        "unit": str(kpi.unit),
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "low": low,
        "high": high,
        "enough": figure.is_enough,
        "parts": dict(figure.parts),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """The same for the eye. With too few to say more, only the counts."""
    cells = [("code", "value", "numerator", "denominator", "n", "low", "high")]
    for one in rows:
        shown = [one["value"], one["numerator"], one["denominator"], one["n"], one["low"], one["high"]]
        if not one["enough"]:
            shown[0] = shown[4] = shown[5] = None
        cells.append((one["code"], *(_cell(value) for value in shown)))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    return "\n".join(_line(line, widths) for line in cells)


def _line(line: tuple[str, ...], widths: list[int]) -> str:
    """The name to the left, numbers to the right."""
    first, *rest = line
    return "  ".join([first.ljust(widths[0]), *(text.rjust(w) for text, w in zip(rest, widths[1:], strict=True))])


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(int(value)) if float(value).is_integer() else f"{value:.4f}"
