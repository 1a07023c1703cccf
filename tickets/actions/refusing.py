"""A refusal is reasoned: it answers each point of the complaint and names who else can help."""

from __future__ import annotations

import datetime as dt
from html import escape

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from core.richtext import Words
from tickets.models import Point, Ticket
from tickets.queries.deadlines import place_of
from tickets.queries.law import alternatives_of, country_of, open_request, owes_alternatives, points_of
from warranties.jurisdictions import country_name


def reasoned(ticket: Ticket, words: Words) -> Words:
    """The last words of a case that is declined: the reasons, then what is answered to each point, in one message.

    The points of complaints that were merged into it are among them.

    Refused without any reasons ("reasons_missing"), while a point is not answered ("points_unanswered"), and when a
    consumer would not be told who else can help, because nobody has written it for their country
    ("alternatives_missing"; Ley 10/2025 art. 13.1 and 13.7, Ley 7/2017 art. 40.3).
    """
    points = points_of(ticket)
    if not (words.text.strip() or points):
        raise Refused(_("Tell the customer why it is declined, point by point."), code="reasons_missing")
    if left := [point for point in points if not point.answer]:
        told = {"n": len(left), "points": " · ".join(point.text for point in left)}
        said = ngettext(
            "A refusal answers each point. %(n)s is not answered yet: %(points)s",
            "A refusal answers each point. %(n)s are not answered yet: %(points)s",
            len(left),
        )
        raise Refused(said % told, code="points_unanswered")
    if owes_alternatives(ticket) and not alternatives_of(ticket, ticket.language):
        raise Refused(
            _(
                "A refusal names who else can help, and for %(country)s nobody has written it. A manager does so under "
                "«Settings», «Who else can help»."
            )
            % {"country": country_name(country_of(ticket))},
            code="alternatives_missing",
        )
    return Words("\n\n".join(filter(None, [words.text.strip(), *map(_plain, points)])), _marked(words, points))


def who_else_helps(ticket: Ticket) -> str:
    """Whom a refusal of this case names, in its language; "" where the law asks for nobody."""
    return alternatives_of(ticket, ticket.language) if owes_alternatives(ticket) else ""


def check_completed(ticket: Ticket, now: dt.datetime) -> None:
    """Refused ("completion_open") while the customer still has time to send what they were asked for."""
    if (asked := open_request(ticket, now)) is not None:
        day = date_format(asked.due_at.astimezone(place_of(ticket.customer).zone), "DATE_FORMAT")
        raise Refused(
            _(
                "The customer has until %(day)s to send what was missing. Resolve it now only if it is not needed any "
                "more, and say so with a tick."
            )
            % {"day": day},
            code="completion_open",
        )


def _plain(point: Point) -> str:
    return f"{point.text}\n{point.answer}"


def _marked(words: Words, points: list[Point]) -> str:
    """The same with the points in bold. Words without any formatting become paragraphs beside them."""
    if not points:
        return words.html
    said = words.html or _paragraphs(words.text.strip())
    return said + "".join(
        f"<p><strong>{escape(point.text)}</strong></p>{_paragraphs(point.answer)}" for point in points
    )


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts)
