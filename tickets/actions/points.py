"""What a complaint asks, point by point, and what is answered to each (Ley 10/2025 art. 13.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.errors import Refused
from core.normal import is_unseen, plain_words
from customers.actions.known import check_known
from tickets.actions._ledger import check_in_hand, locked, record
from tickets.models import Point, Ticket
from tickets.points import LONGEST_ANSWER, LONGEST_POINT, MOST_POINTS
from tickets.queries.law import points_of
from tickets.states import EventKind

# How the ledger calls them: the words stay in the points.
POINTS = "points"


@transaction.atomic
def set_points(*, ticket: Ticket, texts: Iterable[str], by: Actor, now: dt.datetime) -> list[Point]:
    """Write down what a complaint asks, in place of what was written before; a point that stays keeps its answer.

    Nothing is written when it says so already. Refused for a point that is too long ("point_long"), for too many
    ("points_many"), for who is not staff, once the customer was told how the case ended ("resolved"), and for a case
    that was set aside.
    """
    wanted = _read(texts)
    ticket = _held(ticket, by)
    before = {point.text: point for point in ticket.points.all()}  # type: ignore[attr-defined]
    if list(before) == wanted:
        return list(before.values())
    ticket.points.all().delete()  # type: ignore[attr-defined]
    answers = {text: before[text].answer for text in wanted if text in before}
    new = [Point(ticket=ticket, text=text, answer=answers.get(text, "")) for text in wanted]
    Point.objects.bulk_create(new)
    record(ticket, EventKind.FIELD, data={"names": [POINTS]}, by=by, now=now)
    return new


@transaction.atomic
def write_points(
    *, ticket: Ticket, texts: Iterable[str], answers: Mapping[str, str], by: Actor, now: dt.datetime
) -> list[Point]:
    """Write down the points and, by their words, what is answered to those that stay, all or nothing.

    Refused as `set_points` and `answer_point` are.
    """
    points = set_points(ticket=ticket, texts=texts, by=by, now=now)
    kept = [point.text for point in points if point.text in answers]
    answered = {text: answer_point(ticket=ticket, text=text, answer=answers[text], by=by, now=now) for text in kept}
    return [answered.get(point.text, point) for point in points]


@transaction.atomic
def answer_point(*, ticket: Ticket, text: str, answer: str, by: Actor, now: dt.datetime) -> Point:
    """Write what is answered to a point; an empty answer takes it away. The customer reads it when the case ends.

    The point may be one of a complaint that was merged into the case.

    Refused for a point that is no longer there ("point_gone"), for an answer that is too long ("answer_long"), for who
    is not staff, once the customer was told how the case ended ("resolved"), and for a case that was set aside.
    """
    answer = answer.replace("\r\n", "\n").replace("\x00", "").strip()
    answer = "" if is_unseen(answer) else answer
    if len(answer) > LONGEST_ANSWER:
        limits = {"length": len(answer), "limit": LONGEST_ANSWER}
        raise Refused(
            _("The answer is too long: %(length)s characters, and the limit is %(limit)s.") % limits, code="answer_long"
        )
    ticket = _held(ticket, by)
    point = next((point for point in points_of(ticket) if point.text == text), None)
    if point is None:
        raise Refused(_("The points of the complaint were changed meanwhile. Open the page again."), code="point_gone")
    if point.answer != answer:
        point.answer = answer
        point.save(update_fields=["answer"])
        record(ticket, EventKind.FIELD, data={"names": [POINTS]}, by=by, now=now)
    return point


def _read(texts: Iterable[str]) -> list[str]:
    """Each point once, in their order."""
    points = list(dict.fromkeys(point for text in texts if (point := plain_words(text))))
    if any(len(point) > LONGEST_POINT for point in points):
        raise Refused(
            _("A point has at most %(limit)s characters. Write it in fewer words, or in two points.")
            % {"limit": LONGEST_POINT},
            code="point_long",
        )
    if len(points) > MOST_POINTS:
        raise Refused(
            ngettext(
                "A complaint has at most %(limit)s point.", "A complaint has at most %(limit)s points.", MOST_POINTS
            )
            % {"limit": MOST_POINTS},
            code="points_many",
        )
    return points


def _held(ticket: Ticket, by: Actor) -> Ticket:
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    check_known(ticket.customer_id)
    ticket = locked(ticket)
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("The customer was told how this case ended. Open it again first."), code="resolved")
    return ticket
