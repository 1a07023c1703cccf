"""What the front page shows: figures with their change, charts and the table of product lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.states import SurveyKind
from postventa.dashboards import charts, wording
from postventa.dashboards.periods import Filters
from postventa.dashboards.wording import Change
from postventa.templatetags.house import duration
from reports.figures import Flow, Share, Times, TrendPoint
from reports.kpis import Kpi
from reports.kpis.calls import CALLS_DONE
from reports.kpis.cases import FIRST_RESPONSE, FLOW, REOPENED, RESOLUTION
from reports.kpis.deliveries import ON_TIME
from reports.kpis.promises import PROMISES_KEPT
from reports.kpis.surveys import CSAT_CASE, CSAT_DELIVERY, RESPONSE
from reports.period import Scope, Step, step_for_counts, step_for_shares
from reports.queries.calls import CallFigures, calls
from reports.queries.cases import first_response, reopened, resolution
from reports.queries.deliveries import on_time, on_time_trend
from reports.queries.flow import flow, flow_by_step
from reports.queries.lines import LineFigures, by_line
from reports.queries.promises import PromiseFigures, promises
from reports.queries.satisfaction import Promise, Satisfaction, csat, csat_by_promise, csat_trend, response


@dataclass(frozen=True)
class Numbers:
    """Every figure of one scope."""

    on_time: Share
    promises: PromiseFigures
    calls: CallFigures
    csat_delivery: Satisfaction
    csat_case: Satisfaction
    response: Share
    flow: Flow
    first_response: Times
    resolution: Times
    reopened: Share


@dataclass(frozen=True)
class Card:
    """A figure as the page writes it. Its name leads to its formula, its value to its rows where they have a list."""

    code: str
    name: str | Lazy
    value: str
    basis: str
    change: Change | None = None
    url: str = ""


@dataclass(frozen=True)
class Trend:
    """A share over time: its line (None when there are too few), its table, and the words for its step."""

    kpi: Kpi
    line: charts.Line | None
    rows: list[tuple[str, str, str]]
    step: Step
    before: Share | None


def numbers(scope: Scope, now: dt.datetime) -> Numbers:
    """A constant number of queries, whatever the period."""
    return Numbers(
        on_time=on_time(scope),
        promises=promises(scope),
        calls=calls(scope, now),
        csat_delivery=csat(scope, SurveyKind.DELIVERY),
        csat_case=csat(scope, SurveyKind.RESOLUTION),
        response=response(scope, SurveyKind.DELIVERY),
        flow=flow(scope),
        first_response=first_response(scope),
        resolution=resolution(scope),
        reopened=reopened(scope),
    )


def cards(at: Numbers, before: Numbers | None) -> list[Card]:
    """The strip of figures, in the order of a sale: promise kept, customer asked, complaint handled."""
    desk, calls_url = reverse("desk:tickets"), reverse("desk:calls")
    old = before
    return [
        _share_card(ON_TIME, at.on_time, old and old.on_time),
        _share_card(
            PROMISES_KEPT,
            at.promises.kept,
            old and old.promises.kept,
            url=f"{desk}?view=promises",
            aside=_settled_words(at.promises),
        ),
        _share_card(CALLS_DONE, at.calls.done, old and old.calls.done, url=calls_url, aside=_call_words(at.calls)),
        _csat_card(CSAT_DELIVERY, at.csat_delivery, old and old.csat_delivery),
        _share_card(RESPONSE, at.response, old and old.response),
        _csat_card(CSAT_CASE, at.csat_case, old and old.csat_case),
        Card(
            code=FLOW.code,
            name=_("Open cases"),
            value=wording.number(at.flow.open),
            basis=_("%(came)s in, %(left)s out, %(back)s opened again")
            % {
                "came": wording.number(at.flow.came),
                "left": wording.number(at.flow.left),
                "back": wording.number(at.flow.back),
            },
            change=wording.count_change(at.flow.open, old.flow.open if old else None),
            url=desk,
        ),
        _times_card(FIRST_RESPONSE, at.first_response, old and old.first_response),
        _times_card(RESOLUTION, at.resolution, old and old.resolution),
        _share_card(REOPENED, at.reopened, old and old.reopened, more_is_better=False),
    ]


def _share_card(
    kpi: Kpi, share: Share, before: Share | None, *, more_is_better: bool = True, url: str = "", aside: str = ""
) -> Card:
    basis = wording.basis(share)
    return Card(
        code=kpi.code,
        name=kpi.name,
        value=wording.share_value(share),
        basis=f"{basis} · {aside}" if aside else basis,
        change=wording.share_change(share, before, more_is_better=more_is_better),
        url=url,
    )


def _csat_card(kpi: Kpi, csat: Satisfaction, before: Satisfaction | None) -> Card:
    mean = ""
    if csat.mean is not None and csat.share.is_enough:
        mean = _("mean %(mean)s of 5") % {"mean": wording.decimal(csat.mean)}
    return _share_card(kpi, csat.share, before and before.share, aside=mean)


def _call_words(figures: CallFigures) -> str:
    words = []
    if figures.reached.is_enough:
        words.append(_("%(share)s reached") % {"share": wording.percent(figures.reached.value, 0)})
    if figures.suppressed:
        text = ngettext("%(n)s not to be made", "%(n)s not to be made", figures.suppressed)
        words.append(text % {"n": wording.number(figures.suppressed)})
    return " · ".join(words)


def _settled_words(figures: PromiseFigures) -> str:
    """Those that are in neither."""
    words = []
    if figures.moved:
        text = ngettext("%(n)s moved with the customer", "%(n)s moved with the customer", figures.moved)
        words.append(text % {"n": wording.number(figures.moved)})
    if figures.withdrawn:
        text = ngettext("%(n)s withdrawn", "%(n)s withdrawn", figures.withdrawn)
        words.append(text % {"n": wording.number(figures.withdrawn)})
    return " · ".join(words)


def _times_card(kpi: Kpi, times: Times, before: Times | None) -> Card:
    value = duration(times.p50) if times.is_enough else ("n < 10" if times.total else "–")
    basis = wording.times_basis(times)
    if times.waiting:
        text = ngettext("%(n)s without a reply yet", "%(n)s without a reply yet", times.waiting)
        basis = f"{basis} · {text % {'n': wording.number(times.waiting)}}"
    return Card(code=kpi.code, name=kpi.name, value=value, basis=basis, change=wording.times_change(times, before))


def trend(kpi: Kpi, points: list[TrendPoint], step: Step, before: Share | None) -> Trend:
    """A share over time, ready to draw."""
    rows = [
        (wording.step_name_full(point.start, step), wording.share_value(point.share), wording.basis(point.share))
        for point in points
    ]
    return Trend(kpi=kpi, line=charts.share_line(points, step, before), rows=rows, step=step, before=before)


def page(filters: Filters, now: dt.datetime) -> dict[str, object]:
    """Everything that the front page draws for these filters."""
    scope = filters.scope
    at = numbers(scope, now)
    before = numbers(scope.previous, now) if filters.compares else None
    return {
        "cards": cards(at, before),
        "compared": scope.period.previous if filters.compares else None,
        "nothing": not (at.on_time.total or at.csat_delivery.share.total or at.flow.came or at.flow.left),
        **_satisfaction(scope, at, before),
        **_cases(scope),
        "lines": [_line_row(figures, filters) for figures in by_line(scope)],
    }


def _satisfaction(scope: Scope, at: Numbers, before: Numbers | None) -> dict[str, object]:
    promise = csat_by_promise(scope)
    delivery_step = step_for_shares(scope.period.days, at.on_time.total)
    answer_step = step_for_shares(scope.period.days, at.csat_delivery.share.total)
    return {
        "promise": promise,
        "promise_words": _promise_words(promise),
        "whiskers": [
            found
            for found in (
                charts.whisker(_("Arrived on time"), promise.on_time),
                charts.whisker(_("Arrived late"), promise.late),
            )
            if found
        ],
        "trends": [
            trend(ON_TIME, on_time_trend(scope, delivery_step), delivery_step, before and before.on_time),
            trend(
                CSAT_DELIVERY,
                csat_trend(scope, SurveyKind.DELIVERY, answer_step),
                answer_step,
                before and before.csat_delivery.share,
            ),
        ],
    }


def _promise_words(promise: Promise) -> str:
    """What the comparison says, no more strongly than its numbers allow."""
    difference = promise.difference
    if not difference.is_enough:
        return _("There are too few answers about late deliveries or about those on time to compare them.")
    if not difference.is_beyond_chance:
        return _("Whether a delivery was late makes no difference that these answers could show.")
    shares = {"late": wording.share_value(promise.late), "kept": wording.share_value(promise.on_time)}
    text = _("Those who waited longer than promised are more satisfied (%(late)s) than the others (%(kept)s).")
    if difference.value < 0:
        text = _("Of the customers who waited longer than promised, %(late)s are satisfied; of the others, %(kept)s.")
    return text % shares


def _cases(scope: Scope) -> dict[str, object]:
    step = step_for_counts(scope.period.days)
    flows = flow_by_step(scope, step)
    return {
        "flow_step": step,
        "flow_bars": charts.flow_bars(flows, step),
        "open_line": charts.open_line(flows, step),
        "flows": [(wording.step_name_full(row.start, step), row) for row in reversed(flows)],
    }


def _line_row(figures: LineFigures, filters: Filters) -> dict[str, object]:
    return {
        "name": figures.name,
        "url": filters.address(line=figures.pk),
        "on_time": wording.share_value(figures.on_time),
        "deliveries": wording.number(figures.on_time.total),
        "csat": wording.share_value(figures.csat),
        "answers": wording.number(figures.csat.total),
        "cases": wording.number(figures.cases),
    }
