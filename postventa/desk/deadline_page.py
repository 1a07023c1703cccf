"""What the page of legal deadlines shows: by country, the company's first, each term in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import AuditEntry
from core.places import regions
from postventa.desk.forms.deadlines import SayingForm
from tickets.deadline_words import in_language, term_words
from tickets.law import without_term
from tickets.models import DeadlineRule
from tickets.queries.deadlines import known_rules, term_of
from tickets.states import DeadlineEvent, Kind
from warranties.jurisdictions import ISO_OF_LAW, country_name, jurisdiction
from warranties.states import Source

CHANGES: dict[str, str | Promise] = {
    "bound": _("It binds us"),
    "unbound": _("It does not bind us"),
    "confirmed": _("Confirmed"),
    "withdrawn": _("Confirmation withdrawn"),
    "renewed": _("A newer text came with Postventa"),
}
EVENTS = list(DeadlineEvent.values)


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as the page tells it."""

    row: DeadlineRule
    term: str
    scope: str
    note: str
    region: str
    kinds: tuple[str, ...]
    source: str
    changes: tuple[tuple[str | Promise, AuditEntry], ...]
    binding: SayingForm
    confirmation: SayingForm

    @property
    def counts(self) -> bool:
        return self.row.applies and self.row.confirmed


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its terms, or with what it has where no term was found."""

    code: str
    name: str
    is_ours: bool
    terms: tuple[Shown, ...]
    without: str


def countries(refused: Mapping[tuple[int, str], SayingForm] | None = None) -> list[Country]:
    """Every country that the file knows, the company's first and then by name. `refused`: forms that come back."""
    found: dict[str, list[Shown]] = defaultdict(list)
    for known in known_rules():
        found[known.row.jurisdiction[:2]].append(_shown(known.row, known.changes, refused or {}))
    without = {one.jurisdiction: in_language(one.note) for one in without_term()}
    ours = jurisdiction(settings.COMPANY["country"])
    shown = (
        Country(code, country_name(code), code == ours, tuple(sorted(found[code], key=_place)), without.get(code, ""))
        for code in {*found, *without}
    )
    return sorted(shown, key=lambda country: (not country.is_ours, country.name))


def _shown(row: DeadlineRule, changes: Iterable[AuditEntry], refused: Mapping[tuple[int, str], SayingForm]) -> Shown:
    return Shown(
        row=row,
        term=term_words(term_of(row)),
        scope=in_language(row.scope),
        note=in_language(row.note),
        region=_region(row.jurisdiction),
        kinds=tuple(str(Kind(kind).label) for kind in row.kinds),
        source=str(Source(row.source).label) if row.source in Source.values else row.source,
        changes=tuple((CHANGES.get(entry.what, entry.what), entry) for entry in changes),
        binding=refused.get((row.pk, "binding")) or SayingForm(rule=row, about="binding"),
        confirmation=refused.get((row.pk, "confirmation")) or SayingForm(rule=row, about="confirmation"),
    )


def _place(term: Shown) -> tuple[int, bool, int]:
    """What begins with the complaint first; of the same thing what counts before what does not."""
    return EVENTS.index(term.row.event), not term.counts, term.row.pk


def _region(code: str) -> str:
    """The name of the region of «ES-AN»; "" for the law of a whole country."""
    country, _dash, region = code.partition("-")
    return regions(ISO_OF_LAW.get(country, country)).get(region, region) if region else ""
