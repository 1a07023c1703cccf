"""How a case ended, told to its customer: what was done or, of a refusal, why not, point by point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.richtext import printable
from postventa.portal.story import Entry
from tickets.models import Message, Point, Ticket
from tickets.queries.law import points_of
from tickets.states import Aside, Resolution

TITLES: dict[str, str | Promise] = {
    Resolution.REPAIRED: _("It was repaired"),
    Resolution.REPLACED: _("It was replaced"),
    Resolution.REFUNDED: _("Your money was returned"),
    Resolution.PRICE_REDUCED: _("The price was reduced"),
    Resolution.COMPLETED: _("The delivery or installation was completed"),
    Resolution.EXPLAINED: _("We answered your question"),
    Resolution.NO_FAULT: _("No fault was found"),
    Resolution.DECLINED: _("We have not accepted it, for these reasons"),
}


@dataclass(frozen=True)
class Ending:
    """`points` are those of a refusal; `message` our last words, of which `lead` is what stands before the points."""

    title: str | Promise
    is_refusal: bool
    message: Message | None
    points: list[Point]

    @property
    def html(self) -> SafeString:
        """The last words with their bold and their lists; empty when the plain ones, or the points, say it all."""
        said = self.message.html if self.message and not self.points else ""
        return mark_safe(printable(said)) if said else SafeString()  # noqa: S308 (sanitised)

    @property
    def lead(self) -> str:
        said = self.message.text if self.message else ""
        told = "\n\n".join(f"{point.text}\n{point.answer}" for point in self.points)
        return said.removesuffix(told).strip() if told else said


def ending_of(ticket: Ticket, story: Iterable[Entry]) -> Ending | None:
    """The end of a case that is over; None of one that goes on, here or in another."""
    if ticket.is_active or ticket.aside == Aside.MERGED or not ticket.resolution:
        return None
    said = [entry.message for entry in story if entry.from_us and entry.at == ticket.resolved_at]
    is_refusal = ticket.resolution == Resolution.DECLINED
    points = [point for point in points_of(ticket) if point.answer] if is_refusal else []
    return Ending(TITLES[ticket.resolution], is_refusal, said[-1] if said else None, points)
