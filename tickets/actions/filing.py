"""A complaint on its way: begun, saved step by step, thrown away, or solved by an article. Sending is beside it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.actions.votes import vote
from catalog.models import Article
from catalog.states import Vote
from core.actions.files import accepted_files, store_files
from core.actors import Actor
from core.errors import Refused
from core.models import StoredFile
from core.states import FileState
from core.tasks import prepare_file
from customers.actions.known import check_known, is_known
from customers.models import Customer, Unit
from tickets.actions.messages import already_sent, check_file_count
from tickets.filing import NEEDS_UNIT, Step
from tickets.models import Filing, FilingFile
from tickets.notices import tell_to_go_on
from tickets.queries.filings import Look
from tickets.states import Topic

LINK_EVERY = dt.timedelta(minutes=5)
FORGOTTEN = dt.timedelta(days=30)
LINK = "link"  # beside the steps in `told`: when the link was sent


@transaction.atomic
def begin_filing(
    *,
    customer: Customer,
    unit: Unit | None,
    topic: Topic,
    language: str,
    uid: uuid.UUID,
    told: Mapping[str, Mapping[str, Any]] | None = None,
    by: Actor,
    now: dt.datetime,
) -> Filing:
    """Begin a complaint, with what was `told` at its first step if it was asked already.

    The same `uid` twice is one. Refused ("filing_unit") without a product where it takes one, ("sent_already") for the
    `uid` of another complaint, and ("forgotten") for a customer who was forgotten.
    """
    check_known(customer)
    if topic in NEEDS_UNIT and unit is None:
        raise Refused(_("Say first which product it is about."), code="filing_unit")
    filing = Filing(
        uid=uid, customer=customer, unit=unit, topic=topic, language=language, told=dict(told or {}), created_at=now,
        changed_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError:
        filing = Filing.objects.select_related("customer", "unit").get(uid=uid)
        if (filing.customer_id, filing.unit, filing.topic) != (customer.pk, unit, topic):
            raise already_sent() from None
    return filing


@transaction.atomic
def save_step(*, filing: Filing, step: Step, told: Mapping[str, Any], by: Actor, now: dt.datetime) -> Filing:
    """Keep what a step says; what other steps said meanwhile, in another window, stays.

    Refused ("filing_over") when it was sent or solved already.
    """
    filing = held(filing)
    filing.told[step.value] = dict(told)
    return _touched(filing, now)


def add_files(*, filing: Filing, uploads: Sequence[UploadedFile], by: Actor, now: dt.datetime) -> Filing:
    """Put photos or papers into a complaint, which answers that step. They are drawn anew right afterwards.

    Refused for too many and for what we cannot take, with nothing kept; and when it was sent or solved already.
    """
    check_file_count(len(uploads))
    with accepted_files(uploads=uploads, now=now) as received, transaction.atomic():
        filing = held(filing)
        check_file_count(len(uploads) + filing.filed.count())  # type: ignore[attr-defined]
        stored = store_files(received=received)
        FilingFile.objects.bulk_create(FilingFile(filing=filing, file=file) for file in stored)
        filing.told[Step.FILES.value] = {"seen": True}
        filing = _touched(filing, now)
        for file in stored:
            if file.state == FileState.RAW:
                transaction.on_commit(lambda pk=file.pk: prepare_file.delay(pk), robust=True)  # type: ignore[misc]
    return filing


@transaction.atomic
def remove_file(*, filing: Filing, pk: int, by: Actor, now: dt.datetime) -> Filing:
    """Take a file out of a complaint on its way. Twice is once. Refused when it was sent or solved already."""
    filing = held(filing)
    gone = filing.filed.filter(file=pk).first()  # type: ignore[attr-defined]
    if gone is not None:
        _forget_files([gone])
        _touched(filing, now)
    return filing


@transaction.atomic
def judge_articles(
    *, filing: Filing, shown: Iterable[int], tried: bool, language: str, by: Actor, now: dt.datetime
) -> Filing:
    """Go on from the articles: those that were `tried` did not solve it, which counts once for each.

    Refused when it was sent or solved already.
    """
    filing = held(filing)
    look = Look(filing, language, now)
    read = [article for article in look.articles if article.pk in set(shown)]
    if tried:
        for article in read:
            _vote(filing, article, Vote.NOT_SOLVED, look, now)
    before = set(filing.told.get(Step.ARTICLES, {}).get("read", ()))
    filing.told[Step.ARTICLES.value] = {"read": sorted(before | {article.pk for article in read if tried})}
    return _touched(filing, now)


@transaction.atomic
def solve_filing(*, filing: Filing, article: int, language: str, by: Actor, now: dt.datetime) -> Filing:
    """An article solved it: that counts, and there is no complaint. What was told and its files are forgotten.

    Twice is once. Refused when it was sent already, and ("filing_article") for an article that was not offered.
    """
    filing = locked_filing(filing)
    if filing.solved_at is not None:
        return filing
    check_open(filing)
    look = Look(filing, language, now)
    helped = next((one for one in look.articles if one.pk == article), None)
    if helped is None:
        raise Refused(_("That article is no longer offered here."), code="filing_article")
    _vote(filing, helped, Vote.SOLVED, look, now)
    _forget_files(filing.filed.all())  # type: ignore[attr-defined]
    filing.told, filing.solved_at = {}, now
    return _touched(filing, now)


@transaction.atomic
def send_link(*, filing: Filing, language: str, by: Actor, now: dt.datetime) -> Filing:
    """Post the link by which it is found again to the customer's address; not more than once in five minutes.

    Refused when it was sent or solved already.
    """
    filing = held(filing)
    last = filing.told.get(LINK, {}).get("at")
    if last and now < dt.datetime.fromisoformat(last) + LINK_EVERY:
        return filing
    tell_to_go_on(filing, language, now)
    filing.told[LINK] = {"at": now.isoformat()}
    return _touched(filing, now)


@transaction.atomic
def discard_filing(*, filing: Filing, by: Actor, now: dt.datetime) -> bool:
    """Throw a complaint on its way away, with its files; False when it is gone, was sent or was solved."""
    found = Filing.objects.select_for_update().filter(pk=filing.pk, ticket=None, solved_at=None).first()
    if found is not None:
        _drop(found)
    return found is not None


def forget_old_filings(*, before: dt.datetime, limit: int = 500, but: Any = ()) -> int:
    """Throw away what nobody has touched since `before` and was not sent, with its files; how many.

    Those of the customers in `but` (numbers, or a query of them) stay.
    """
    old = Filing.objects.left_since(before).exclude(customer__in=but)
    forgotten = 0
    for pk in old.order_by("changed_at").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            if filing := old.select_for_update(skip_locked=True).filter(pk=pk).first():
                _drop(filing)
                forgotten += 1
    return forgotten


def locked_filing(filing: Filing) -> Filing:
    """It as it is now, held until the end of the transaction.

    Refused ("filing_over") when it was thrown away, and when its customer was forgotten. They are held first, as by
    whoever forgets them.
    """
    if not is_known(filing.customer_id):
        raise over()
    rows = Filing.objects.select_for_update(of=("self",)).select_related("customer", "unit__product")
    found = rows.filter(pk=filing.pk).first()
    if found is None:
        raise over()
    return found


def held(filing: Filing) -> Filing:
    """The same; refused ("filing_over") when it was sent or solved, too."""
    filing = locked_filing(filing)
    check_open(filing)
    return filing


def over() -> Refused:
    """The refusal of a step of what goes no further."""
    return Refused(_("This was sent or thrown away already."), code="filing_over")


def check_open(filing: Filing) -> None:
    """Refused ("filing_over") for a held one that was sent or solved."""
    if filing.ticket_id is not None or filing.solved_at is not None:
        raise over()


def _touched(filing: Filing, now: dt.datetime) -> Filing:
    filing.changed_at = now
    filing.save(update_fields=["told", "solved_at", "changed_at"])
    return filing


def _vote(filing: Filing, article: Article, said: Vote, look: Look, now: dt.datetime) -> None:
    once = uuid.uuid5(filing.uid, f"article:{article.pk}")
    vote(article=article, vote=said, submission=once, symptom=look.symptom, now=now)


def _drop(filing: Filing) -> None:
    _forget_files(filing.filed.all())  # type: ignore[attr-defined]
    filing.delete()


def _forget_files(filed: Iterable[FilingFile]) -> None:
    """Remove files that went nowhere: their rows now, their bytes when that is sure."""
    ids = [one.file_id for one in filed]
    FilingFile.objects.filter(file__in=ids).delete()
    # Held, so that whoever draws one just now has said where its bytes are.
    for stored in StoredFile.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        bytes_of = stored.file
        stored.delete()
        if bytes_of:
            transaction.on_commit(lambda file=bytes_of: file.delete(save=False))  # type: ignore[misc]
