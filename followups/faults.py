"""What is wrong with a plan before anybody follows it, as sentences for who wrote it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.schedule import least_days
from followups.states import BY_CALL, BY_SURVEY, Means, Medium, QuestionnaireUse, Trigger
from followups.windows import Hours, law_of, leaves_hours, parts_left, widest

if TYPE_CHECKING:
    from followups.models import PlanVersion, Questionnaire

Fault = tuple[str, str]  # the field, and the sentence
OF_A_DAY = (Trigger.GUARANTEE, Trigger.MAINTENANCE)


def calls(means: str) -> bool:
    """Whether a plan that goes so ever calls anybody."""
    return means in BY_CALL or means == Means.SURVEY_ELSE_CALL


def asks(means: str) -> bool:
    """Whether it ever sends a survey."""
    return means in BY_SURVEY or means == Means.CALL_ELSE_SURVEY


def faults_of(version: PlanVersion, trigger: str, *, texts: bool) -> list[Fault]:
    """Each with the field to mend; none for a plan that can be followed. `texts`: some can be sent."""
    found = [*_whom(version), *_attempts(version)]
    if calls(version.means):
        found += _call(version)
    if asks(version.means):
        found += _survey(version, texts)
    return [*found, *_one_else_the_other(version, trigger), *_hold_out(version, trigger)]


def _whom(version: PlanVersion) -> Iterator[Fault]:
    if version.value_from is not None and not version.currency:
        yield "currency", _("Say in which currency the order is counted.")


def _attempts(version: PlanVersion) -> Iterator[Fault]:
    """Of a plan that makes no calls too: it may make them in its next version."""
    if version.attempt_days > version.attempts:
        yield "attempt_days", _("There are fewer attempts than days.")
    if version.dayparts > version.attempts:
        yield "dayparts", _("There are fewer attempts than parts of the day.")


def _call(version: PlanVersion) -> Iterator[Fault]:
    if not _is_for(version.script, QuestionnaireUse.CALL):
        yield "script", _("Choose what is asked in the call.")
    yield from _hours(version)
    if version.attempt_days > version.call_window_days:
        yield "attempt_days", _("There are fewer days to call than days with an attempt.")
    if least_days(version.call_delay, version.call_unit) >= version.call_window_days:
        yield "call_window_days", _("Nobody would ever be called: it is too late before the call is due.")


def _hours(version: PlanVersion) -> Iterator[Fault]:
    if version.call_from >= version.call_until:
        yield "call_until", _("The calls end before they begin.")
        return
    hours = Hours(version.call_from, version.call_until)
    closed = [country for country in version.countries or [""] if not leaves_hours(country, hours, None)]
    if closed:
        yield "call_from", _no_hours(closed[0])
        return
    parts = min(len(parts_left(country, hours, None)) for country in version.countries or [""])
    if version.dayparts > parts:
        yield (
            "dayparts",
            ngettext(
                "These hours are in %(n)s part of the day only: morning, afternoon from 13:00, evening from 17:00.",
                "These hours are in %(n)s parts of the day only: morning, afternoon from 13:00, evening from 17:00.",
                parts,
            )
            % {"n": parts},
        )


def _no_hours(country: str) -> str:
    legal = widest(country)
    said = {
        "country": country or "ES",
        "from": f"{legal.start:%H:%M}",
        "until": f"{legal.until:%H:%M}",
        "law": law_of(country).source,
    }
    return _("In %(country)s people are called from %(from)s to %(until)s only (%(law)s).") % said


def _survey(version: PlanVersion, texts: bool) -> Iterator[Fault]:
    if not _is_for(version.questionnaire, QuestionnaireUse.SURVEY):
        yield "questionnaire", _("Choose what is asked in the survey.")
    if version.medium == Medium.SMS and not texts:
        yield "medium", _("Nobody sends text messages for us yet. Choose e-mail.")
    if least_days(version.survey_delay, version.survey_unit) >= version.survey_window_days:
        yield "survey_window_days", _("Nobody would ever be asked: it is too late before the survey is due.")
    if version.reminder_days is not None and version.reminder_days >= version.expires_days:
        yield "reminder_days", _("The survey takes no answers any more on the day of the reminder.")


def _one_else_the_other(version: PlanVersion, trigger: str) -> Iterator[Fault]:
    if version.means == Means.SURVEY_ELSE_CALL:
        if version.fallback_days >= version.expires_days:
            yield "fallback_days", _("Call while the survey still takes answers: it is over sooner.")
        if version.reminder_days is not None and version.reminder_days >= version.fallback_days:
            yield "reminder_days", _("Remind before the call, or not at all.")
        asked = least_days(version.survey_delay, version.survey_unit)
        if trigger not in OF_A_DAY and asked + version.fallback_days >= version.call_window_days:
            yield "call_window_days", _("When nobody has answered, it is too late to call: give the call more days.")
    if version.means == Means.CALL_ELSE_SURVEY and version.survey_window_days < version.call_window_days:
        yield (
            "survey_window_days",
            _("A call that reached nobody may end later than the survey may go: give the survey as many days."),
        )


def _hold_out(version: PlanVersion, trigger: str) -> Iterator[Fault]:
    if version.holdout_percent and version.means not in BY_CALL:
        yield "holdout_percent", _("Only calls that are planned at once can be held out, and this plan has none.")
    elif version.holdout_percent and trigger in OF_A_DAY:
        yield "holdout_percent", _("Only calls after a delivery or a case can be held out.")


def _is_for(questionnaire: Questionnaire | None, use: QuestionnaireUse) -> bool:
    return questionnaire is not None and questionnaire.use == use and questionnaire.published_at is not None
