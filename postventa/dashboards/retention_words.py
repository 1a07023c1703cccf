"""Why something is kept as long as it is: the sentences of the rules that the house starts with, for the reader."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import RetentionRule
from privacy.states import Keeping
from privacy.terms import first_rules

_WHY: dict[str, str | Promise] = {
    Keeping.CUSTOMERS: _(
        "Three years of guarantee and five to claim (TRLGDCU 120 and 124); six years of business correspondence "
        "(C. Com. 30)."
    ),
    Keeping.CASES: _("Five years to claim (CC 1964.2); five years of records (Ley 10/2025, 21.2)."),
    Keeping.ANSWERS: _("Our own rule: the words of surveys are read within two years. The scores stay."),
    Keeping.CALL_NOTES: _("Our own rule: as the words of surveys. The outcomes stay."),
    Keeping.LETTERS: _("Six years of business correspondence (C. Com. 30)."),
    Keeping.FILINGS: _("Our own rule: what was not sent was not said."),
    Keeping.SEARCHES: _("Our own rule: what people look for changes."),
    Keeping.IMPORTS: _("Our own rule: what a file said is in its rows."),
    Keeping.REGISTRATIONS: _("Our own rule: time enough to ask again."),
    Keeping.VISITS: _("Our own rule: time enough to see who came in."),
}


def why(rule: RetentionRule) -> str | Promise:
    """The rule's reason in the reader's language; as it was written where somebody wrote another."""
    return _WHY[rule.about] if rule.why == first_rules()[rule.about].why else rule.why
