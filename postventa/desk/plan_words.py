"""What a version of a plan says, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from catalog.models import ProductLine
from customers.states import Channel
from followups.faults import asks, calls
from followups.models import PlanVersion
from followups.states import DelayUnit, LoopBy, Means, Medium, Trigger
from followups.windows import widest
from postventa.instants import locale
from warranties.jurisdictions import country_name


@dataclass(frozen=True)
class Said:
    """`whom`: what a fact has to be, each in a few words; then a sentence or more about each part."""

    whom: list[str]
    call: list[str]
    survey: list[str]
    rest: list[str]


def said_of(version: PlanVersion, lines: dict[int, str] | None = None) -> Said:
    """`lines`: the names of product lines by their id, for who asks about many versions."""
    names = line_names([version]) if lines is None else lines
    return Said(
        whom=_whom(version, names),
        call=_call(version) if calls(version.means) else [],
        survey=_survey(version) if asks(version.means) else [],
        rest=_rest(version),
    )


def line_names(versions: Iterable[PlanVersion]) -> dict[int, str]:
    """Of the product lines that these ask for."""
    wanted = {line for version in versions for line in version.lines}
    return dict(ProductLine.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _whom(version: PlanVersion, names: dict[int, str]) -> list[str]:
    told = [names.get(line, "—") for line in version.lines]
    told += [country_name(code) for code in version.countries]
    told += [str(Channel(channel).label) for channel in version.channels]
    if version.value_from is not None:
        amount = format_currency(version.value_from, version.currency, locale=locale())
        told.append(_("Order of %(amount)s or more") % {"amount": amount})
    if version.first_purchase is not None:
        told.append(_("First purchase") if version.first_purchase else _("Had bought before"))
    if version.visits_over is not None:
        n = version.visits_over
        told.append(ngettext("More than %(n)s visit", "More than %(n)s visits", n) % {"n": n})
    if version.late is not None:
        told.append(_("Came late") if version.late else _("Came in time"))
    return told


def _call(version: PlanVersion) -> list[str]:
    said = {
        "after": length(version.call_delay, version.call_unit),
        "from": f"{version.call_from:%H:%M}",
        "until": f"{version.call_until:%H:%M}",
        "days": version.call_window_days,
        "team": version.team or _("anybody at the desk"),
    }
    if version.means == Means.SURVEY_ELSE_CALL:
        n = version.fallback_days
        when = ngettext(
            "Who has not answered %(n)s day after the survey is called.",
            "Who has not answered %(n)s days after the survey is called.", n,
        ) % {"n": n}  # fmt: skip
    else:
        when = pgettext("plan", "Called %(after)s later.") % said
    hours = pgettext("plan", "From %(from)s to %(until)s of their clock, by %(team)s, on day %(days)s at the latest.")
    tries = ngettext(
        "%(n)s attempt at most.",
        "%(n)s attempts at most, on %(days)s or more days and in %(parts)s or more parts of the day.", version.attempts,
    ) % {"n": version.attempts, "days": version.attempt_days, "parts": version.dayparts}  # fmt: skip
    asked = [_("Asked: «%(name)s».") % {"name": version.script}] if version.script else []
    return [when, hours % said, *_narrowed(version), tries, *asked]


def _narrowed(version: PlanVersion) -> list[str]:
    """What the law leaves of hours that are wider; with no country named, that of Spain, which holds for most."""
    told = pgettext("plan", "In %(country)s only from %(from)s to %(until)s: the law allows no more.")
    found = []
    for country in version.countries or ["ES"]:
        law = widest(country)
        start, until = max(law.start, version.call_from), min(law.until, version.call_until)
        if (start, until) != (version.call_from, version.call_until):
            said = {"country": country_name(country), "from": f"{start:%H:%M}", "until": f"{until:%H:%M}"}
            found.append(told % said)
    return found


def _survey(version: PlanVersion) -> list[str]:
    said = {"after": length(version.survey_delay, version.survey_unit), "days": version.survey_window_days}
    if version.means == Means.CALL_ELSE_SURVEY:
        when = _("Who cannot be reached by telephone is asked in writing.")
    else:
        when = pgettext("plan", "Asked in writing %(after)s later, on day %(days)s at the latest.") % said
    told = [when, _("By: %(medium)s.") % {"medium": Medium(version.medium).label}]
    if version.questionnaire:
        told.append(_("Asked: «%(name)s».") % {"name": version.questionnaire})
    if version.reminder_days:
        n = version.reminder_days
        told.append(ngettext("One reminder after %(n)s day.", "One reminder after %(n)s days.", n) % {"n": n})
    else:
        told.append(_("No reminder."))
    n = version.expires_days
    return [*told, ngettext("%(n)s day to answer.", "%(n)s days to answer.", n) % {"n": n}]


def _rest(version: PlanVersion) -> list[str]:
    told = []
    if version.sample_percent < 100:
        told.append(_("Only %(n)s in a hundred, by lot.") % {"n": version.sample_percent})
    if version.holdout_percent:
        told.append(_("%(n)s in a hundred are not called, to compare.") % {"n": version.holdout_percent})
    n = version.loop_days
    if version.loop_by == LoopBy.CASE:
        words = ngettext(
            "An unhappy answer becomes a case, to be answered within %(n)s working day.",
            "An unhappy answer becomes a case, to be answered within %(n)s working days.", n,
        )  # fmt: skip
    else:
        words = ngettext(
            "An unhappy answer becomes a call, to be made within %(n)s working day.",
            "An unhappy answer becomes a call, to be made within %(n)s working days.", n,
        )  # fmt: skip
    return [*told, words % {"n": n}]


def length(number: int, unit: str) -> str:
    """«2 working days»."""
    said = {
        DelayUnit.HOURS: ngettext("%(n)s hour", "%(n)s hours", number),
        DelayUnit.DAYS: ngettext("%(n)s day", "%(n)s days", number),
        DelayUnit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", number),
    }
    return said[DelayUnit(unit)] % {"n": number}


def trigger_words(trigger: str, version: PlanVersion | None) -> str:
    """The fact; of a day to come also how long before."""
    if version is not None and trigger in (Trigger.GUARANTEE, Trigger.MAINTENANCE):
        n = version.lead_days
        return ngettext("%(what)s (%(n)s day before)", "%(what)s (%(n)s days before)", n) % {
            "what": Trigger(trigger).label, "n": n,
        }  # fmt: skip
    return str(Trigger(trigger).label)
