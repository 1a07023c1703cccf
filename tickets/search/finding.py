"""Finding cases, the newest first, at a cost that does not grow with the archive.

A word that many cases have is met soon by walking back from the newest; one that few have is in the index, which knows
all of them. PostgreSQL cannot tell the two apart well enough for words outside of its statistics, and to walk for one
that nobody ever said is to read everything, so the choice is made here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from core.actors import Actor
from core.pages import Mark, read_mark
from tickets.models import Message, Ticket
from tickets.search.filters import Narrowed, narrow
from tickets.search.numbers import Numbered, letters_in, numbered
from tickets.search.patience import TookTooLong, patience
from tickets.search.query import Filter, Query
from tickets.search.typos import near_references
from tickets.search.vocabulary import Key, folded
from tickets.search.words import Asked, ask, with_near_names
from tickets.states import Aside

PAGE = 30
PATIENCE_MS = 1500  # longer than any search should need; past it a person is asked to narrow it
SHORT_WALK = 400
CODE_LETTERS = 5  # with so many letters, or fewer, do the numbers of orders begin
LONG_WALK = 10_000
WALKS = 4  # times the way on which a word would be met often enough if it were said in old cases and new ones alike
ALL = 2**62

Place = tuple[dt.datetime, int]

# Of many words that nobody said, PostgreSQL believes that they are everywhere, and would read everything, in parallel.
_BE_QUICK = {"enable_seqscan": ("off", "on"), "max_parallel_workers_per_gather": ("0", "2")}
_WALK = """
SELECT t.created_at, t.id FROM (
    SELECT ticket_id FROM tickets_searchtext
    WHERE ticket_id < %s AND ticket_id > (SELECT max(ticket_id) FROM tickets_searchtext WHERE ticket_id < %s) - %s
        AND ts_match_vq(words, %s::tsquery)
    ORDER BY ticket_id DESC
) found, LATERAL ({cases} LIMIT 1) t (created_at, id) LIMIT %s
"""
# `+ 0` keeps the order out of the primary key's reach, so that the cases come from the index of words.
_BY_INDEX = """
SELECT t.created_at, t.id FROM (
    SELECT ticket_id FROM tickets_searchtext WHERE words @@ %s::tsquery AND ticket_id < %s
    ORDER BY ticket_id + 0 DESC OFFSET 0
) found, LATERAL ({cases} LIMIT 1) t (created_at, id) {order} LIMIT %s
"""


@dataclass(frozen=True)
class Found:
    """Ids of cases in their order; the mark from which more go on, or "". `asked` is what they were asked for.

    `mended`: nothing fitted as it was typed, and these fit something near, the names `near` where it was names.
    `slow`: it took too long, and was left.
    """

    ids: tuple[int, ...] = ()
    after: str = ""
    asked: Asked = field(default_factory=Asked)
    unknown: tuple[Filter, ...] = ()
    numbered: Numbered = field(default_factory=Numbered)
    mended: bool = False
    near: tuple[str, ...] = ()
    slow: bool = False


def find(query: Query, *, by: Actor, zone: dt.tzinfo, after: str = "", size: int = PAGE) -> Found:
    """The newest cases that fit, of those that `by` may see; the days asked for are those of `zone`."""
    if not query.clauses and not query.filters:
        return Found()
    narrowed = narrow(query, by=by, zone=zone)
    if narrowed.unknown:
        return Found(unknown=tuple(narrowed.unknown))
    search = _Search(query, narrowed, by=by, mark=read_mark(after), most=size + 1)
    try:
        with patience(PATIENCE_MS, _BE_QUICK):
            return search.run(size)
    except TookTooLong:
        return Found(asked=search.asked, numbered=search.numbered, slow=True)


class _Search:
    """One search while it goes on. A dated one is in the order of the days, any other in that of the cases."""

    def __init__(self, query: Query, narrowed: Narrowed, *, by: Actor, mark: Mark | None, most: int) -> None:
        self.query, self.narrowed, self.mark, self.most = query, narrowed, mark, most
        self.tickets = _but_spam(query, Ticket.objects.visible_to(by)).filter(narrowed.q)
        self.below = mark.pk if mark and not narrowed.dated else ALL
        self.asked, self.numbered = Asked(), Numbered()
        self.near: tuple[str, ...] = ()

    def run(self, size: int) -> Found:
        query = self.query
        self.asked = ask(query, self.narrowed.names)
        places = self._cases() if self.asked.pieces or self.asked.phrases or query.filters else []
        if query.only_words and (found := numbered(query.words)):
            self.numbered = found
            whose = Q(customer__in=found.customers) | Q(unit__in=found.units)
            known = self._in_order(self.tickets.filter(whose))
            places = sorted({*places, *known}, key=lambda place: -place[1])[: self.most]
        mended = not places and not self.mark and query.only_words
        if mended:
            places = self._of_near_reference() or self._of_near_names()
        return Found(
            ids=tuple(pk for _born, pk in places[:size]),
            after=str(Mark(*places[size - 1])) if len(places) > size else "",
            asked=self.asked,
            numbered=self.numbered,
            mended=mended and bool(places),
            near=self.near,
        )

    def _cases(self) -> list[Place]:
        """Cases that fit, by the way that is the shortest for what is asked."""
        asked, cases = self.asked, self.tickets.filter(self.narrowed.of_names)
        for phrase, without in asked.phrases:
            cases = cases.filter(~_says(phrase) if without else _says(phrase))
        if not asked.pieces or self.narrowed.few or (self.narrowed.dated and not asked.rare):
            return self._one_by_one(cases)
        if not asked.rare:
            if not self.narrowed.q:
                return self._of_many(cases)
            # First the question that fewer cases answer with yes.
            met = self._walk(cases, LONG_WALK) if asked.part < _share(self.tickets, asked) else []
            return met if len(met) == self.most else self._one_by_one(cases)
        if not self.narrowed.dated and any(len(start) <= CODE_LETTERS for start in asked.begins):
            # To the index, what every order number begins with would be all that it holds.
            met = self._walk(cases, SHORT_WALK)
            if len(met) == self.most:
                return met
        return self._by_index(cases)

    def _of_many(self, cases: QuerySet[Ticket]) -> list[Place]:
        """Cases with a word that many have, met soon by walking; where only old ones have it, the index knows them."""
        asked = self.asked
        if all(piece.without for piece in asked.pieces):
            return self._walk(cases, ALL)
        steps = int(WALKS * self.most / asked.part)
        met = self._walk(cases, steps)
        return met if len(met) == self.most or steps > asked.cases else self._by_index(cases)

    def _walk(self, cases: QuerySet[Ticket], steps: int) -> list[Place]:
        return self._rows(_WALK, cases, [self.below, self.below, steps, self.asked.words])

    def _by_index(self, cases: QuerySet[Ticket]) -> list[Place]:
        order = "ORDER BY t.created_at DESC, t.id DESC" if self.narrowed.dated else ""
        return self._rows(_BY_INDEX, cases.filter(self._past_the_day), [self.asked.words, self.below], order)

    def _rows(self, sql: str, cases: QuerySet[Ticket], before: list[Any], order: str = "") -> list[Place]:
        one = cases.filter(pk=RawSQL("found.ticket_id", ())).order_by().values_list("created_at", "pk")
        try:
            inner, given = one.query.sql_with_params()
        except EmptyResultSet:
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql.format(cases=inner, order=order), [*before, *given, self.most])
            return cursor.fetchall()

    def _one_by_one(self, cases: QuerySet[Ticket]) -> list[Place]:
        """Cases in their order, each looked at for its words."""
        if self.asked.pieces:
            query = Func(Value(self.asked.words), template="%(expressions)s::tsquery")
            fits = Func(F("search_text__words"), query, function="ts_match_vq", output_field=BooleanField())
            cases = cases.filter(fits)
        return self._in_order(cases)

    def _in_order(self, cases: QuerySet[Ticket]) -> list[Place]:
        if self.narrowed.dated:
            cases = cases.filter(self._past_the_day).order_by("-created_at", "-pk")
        else:
            cases = cases.filter(pk__lt=self.below).order_by("-pk")
        return list(cases.values_list("created_at", "pk")[: self.most])

    @property
    def _past_the_day(self) -> Q:
        if not self.mark or not self.narrowed.dated:
            return Q()
        past = Q(created_at__lt=self.mark.instant) | Q(created_at=self.mark.instant, pk__lt=self.mark.pk)
        return past & Q(created_at__lte=self.mark.instant)

    def _of_near_reference(self) -> list[Place]:
        near = near_references(letters_in(self.query.words))
        found = self.tickets.filter(reference__in=near).order_by("-pk") if near else self.tickets.none()
        return list(found.values_list("created_at", "pk")[: self.most])

    def _of_near_names(self) -> list[Place]:
        asked, self.near = with_near_names(self.asked)
        if not self.near:
            return []
        self.asked = asked
        return self._cases()


def _but_spam(query: Query, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    asked_for = any(one.key == Key.IS and Aside.SPAM in one.values for one in query.filters)
    return tickets if asked_for else tickets.exclude(aside=Aside.SPAM)


def _says(phrase: str) -> Exists | Q:
    """The words of a phrase side by side in the subject or in something said, as they were typed."""
    words = re.findall(r"\w+", folded(phrase).replace("_", " "))
    pattern = r"\m" + r"\W+".join(words) + r"\M"
    said = Message.objects.standing().filter(ticket=OuterRef("pk"), text__unaccent__iregex=pattern)
    return Q(subject__unaccent__iregex=pattern) | Q(Exists(said))


def _share(cases: QuerySet[Ticket], asked: Asked) -> float:
    """Which part of all cases these are, as PostgreSQL believes."""
    (plan,) = json.loads(cases.explain(format="json"))
    return plan["Plan"]["Plan Rows"] / max(asked.cases, 1.0)
