"""One product as its owner sees it: what covers it and what that needs, papers, help, what is under way."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from catalog.articles import public_articles_about
from catalog.models import Article, Document
from core.actors import Actor
from customers.models import Unit
from postventa.documents.certificate import qr_of
from postventa.portal.cover import Shown, shown_lines
from postventa.portal.public_cover import PublicLine, public_lines
from postventa.portal.surveyed import Surveyed, open_surveys
from tickets.models import Appointment, Ticket
from tickets.queries.filings import withdrawal_of
from tickets.states import Topic
from warranties.models import Custody
from warranties.passport import Passport, passport
from warranties.states import Regime, Verdict

EARLIER_CASES = 50
ARTICLES = 6


class ProductPage:
    """What the template of the page asks for. What somebody else told us of it, who had it before, is not among it."""

    def __init__(self, unit: Unit, by: Actor, now: dt.datetime) -> None:
        self.unit, self.by, self.now = unit, by, now

    @cached_property
    def passport(self) -> Passport:
        return passport(self.unit, self.now)

    @cached_property
    def lines(self) -> list[tuple[Shown, PublicLine | None]]:
        """The guarantees, each with what it needs; a recall is told above all else and in its own words.

        To send it back without a reason is the right of who bought it from us, and does not go with the product.
        """
        needs = {line.name: line for line in public_lines(self.passport)}
        left_out = {Regime.RECALL} | ({Regime.WITHDRAWAL} if self.is_from_another else set())
        shown = shown_lines(self.passport.decision)
        return [(line, needs.get(line.name)) for line in shown if line.regime not in left_out]

    @property
    def is_from_another(self) -> bool:
        """It came from another person or another shop."""
        return self.unit.holder_id is not None or self.unit.purchase.is_elsewhere

    @cached_property
    def cases(self) -> list[Ticket]:
        mine = Ticket.objects.visible_to(self.by).filter(unit=self.unit).select_related("unit__product", "statement")
        return list(mine.order_by("-created_at", "-pk")[:EARLIER_CASES])

    @property
    def open_cases(self) -> list[Ticket]:
        return [ticket for ticket in self.cases if ticket.is_active]

    @property
    def past_cases(self) -> list[Ticket]:
        return [ticket for ticket in self.cases if not ticket.is_active]

    @cached_property
    def may_cancel(self) -> bool:
        """Whether the purchase can be cancelled without a reason now, and was not: the way must be in plain sight."""
        if self.unit.delivery.delivered_at:
            is_open = self.passport.decision.line(Regime.WITHDRAWAL).verdict == Verdict.COVERED
        else:
            is_open = withdrawal_of(self.unit, self.now) is not None
        topics = [ticket.statement.topic for ticket in self.open_cases if hasattr(ticket, "statement")]
        return is_open and not self.is_from_another and Topic.WITHDRAWAL not in topics

    @cached_property
    def visits(self) -> QuerySet[Appointment]:
        booked = Appointment.objects.visible_to(self.by).booked().filter(ticket__unit=self.unit, ends_at__gt=self.now)
        return booked.select_related("ticket").order_by("starts_at", "pk")

    @cached_property
    def surveys(self) -> list[Surveyed]:
        """Those about its delivery, about itself and about its cases that wait for the reader's answers."""
        of = Q(delivery=self.unit.delivery_id) | Q(unit=self.unit.pk) | Q(ticket__in=[case.pk for case in self.cases])
        return open_surveys(self.by, self.now, of=of)

    @cached_property
    def stays(self) -> list[Custody]:
        """Those of whose it is now, newest first."""
        since = self.unit.changed_hands_on
        return [stay for stay in self.passport.stays if since is None or stay.handed_in_on >= since]

    @cached_property
    def documents(self) -> list[Document]:
        """In the reader's language first."""
        rows = list(Document.objects.published().about(self.unit.product))
        return sorted(rows, key=lambda row: row.language != get_language())

    @cached_property
    def articles(self) -> list[Article]:
        return public_articles_about(self.unit.product, get_language() or "es", limit=ARTICLES)

    @cached_property
    def scan(self) -> dict[str, object]:
        """The public page: its address, and the drawing that leads there."""
        return qr_of(self.unit)

    @property
    def is_theirs_since(self) -> dt.date | None:
        return self.unit.changed_hands_on if self.unit.holder_id else None
