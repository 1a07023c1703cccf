"""Terms of law and what goes with them, for tests: say only what the test is about."""

from __future__ import annotations

from tickets.models import Alternatives, DeadlineRule
from tickets.states import DeadlineEvent, Kind, TermUnit

COMPLAINTS = [Kind.COMPLAINT, Kind.TECHNICAL]
TRLGDCU, LEY_10 = "TRLGDCU art. 21.3", "Ley 10/2025 art. 17"


def rule(code: str = "es-trader", **given: object) -> DeadlineRule:
    """A term that binds: by default 15 calendar days to answer a consumer's complaint in Spain."""
    usual = {
        "version": 1,
        "jurisdiction": "ES",
        "event": DeadlineEvent.ANSWER,
        "scope": {"es": "cualquier empresario", "en": "any trader"},
        "kinds": COMPLAINTS,
        "amount": 15,
        "unit": TermUnit.CALENDAR_DAYS,
        "cites": TRLGDCU,
        "source": "verified",
        "applies": True,
        "confirmed": True,
    }
    return DeadlineRule.objects.create(code=code, **(usual | given))


def big_company() -> DeadlineRule:
    """The same in 15 working days, with ten to complete what is missing."""
    return rule("es-big", amount=15, unit=TermUnit.WORKING_DAYS, completion_days=10, cites=LEY_10)


def alternatives(country: str = "ES") -> Alternatives:
    return Alternatives.objects.create(
        jurisdiction=country, text_es="Puede acudir a la OMIC.", text_en="You can go to the OMIC."
    )
