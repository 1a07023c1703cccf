"""The figures of the catalogue in a scope."""

from __future__ import annotations

from collections.abc import Iterable

from reports.figures import Counted
from reports.formulas import Figure
from reports.kpis import KPIS, Kpi
from reports.measures import Measure
from reports.period import Scope
from reports.queries.tallies import counted


def figures(scope: Scope, kpis: Iterable[Kpi] = KPIS) -> dict[str, Figure]:
    """Each figure by its code, in two queries however many there are."""
    wanted = list(kpis)
    measures = {measure.code: measure for kpi in wanted for measure in kpi.of.measures}
    apart = {measure.code: measure for kpi in wanted for measure in kpi.of.apart}
    found = counted(measures.values(), scope, apart=apart.values())

    def read(measure: Measure, by: str | None) -> Counted:
        return found.get((measure.code, by, None), Counted())

    return {kpi.code: kpi.of.figure(read) for kpi in wanted}
