"""Lists a page at a time, whichever way they are sorted."""

import datetime as dt
from itertools import pairwise

import pytest

from core.models import ImportJob
from core.pages import Mark, page_of, read_mark
from tests.factories import ManagerFactory

AT = dt.datetime(2026, 3, 17, 9, 30, 1, 250, tzinfo=dt.UTC)


@pytest.fixture
def jobs(db):
    """Seven rows, by threes of the same instant."""
    by = ManagerFactory()
    make = ImportJob.objects.create
    return [
        make(kind="purchases", name=str(n), size=1, created_by=by, created_at=AT + dt.timedelta(hours=n // 3))
        for n in range(7)
    ]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
def test_pages_give_each_row_once_forwards_and_back(jobs, size, descending):
    def page(**beside):
        return page_of(ImportJob.objects.all(), key="created_at", size=size, descending=descending, **beside)

    pages = [page()]
    while pages[-1].after:
        pages.append(page(after=read_mark(pages[-1].after)))
    assert [row for found in pages for row in found.rows] == (jobs[::-1] if descending else jobs)
    assert pages[0].before == ""
    for earlier, later in pairwise(pages):
        assert page(before=read_mark(later.before)) == earlier


def test_page_stays_the_same_when_something_new_arrives(jobs):
    def page(**beside):
        return page_of(ImportJob.objects.all(), key="created_at", size=3, descending=True, **beside)

    second = page(after=read_mark(page().after))
    ImportJob.objects.create(
        kind="purchases", name="new", size=1, created_by=jobs[0].created_by, created_at=AT + dt.timedelta(days=1)
    )
    assert page(after=read_mark(str(Mark(jobs[4].created_at, jobs[4].pk)))).rows == second.rows == jobs[3:0:-1]


def test_pages_sort_through_relations(jobs):
    page = page_of(ImportJob.objects.select_related("created_by"), key="created_by__date_joined", size=4)
    after = page_of(ImportJob.objects.all(), key="created_by__date_joined", size=4, after=read_mark(page.after))
    assert (page.rows, after.rows) == (jobs[:4], jobs[4:])


@pytest.fixture
def ranked(jobs):
    """The seven jobs, every other one of a higher rank: what `size` is to them."""
    for number, job in enumerate(jobs):
        job.size = 2 if number % 2 else 1
        job.save(update_fields=["size"])
    return [job for job in jobs if job.size == 2] + [job for job in jobs if job.size == 1]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
def test_pages_of_ranked_rows_give_each_once_forwards_and_back(ranked, size):
    def page(**beside):
        return page_of(ImportJob.objects.all(), key="created_at", rank="size", size=size, **beside)

    pages = [page()]
    while pages[-1].after:
        pages.append(page(after=read_mark(pages[-1].after)))
    assert [row for found in pages for row in found.rows] == ranked
    for earlier, later in pairwise(pages):
        assert page(before=read_mark(later.before)) == earlier


def test_mark_of_another_order_gives_the_first_page(ranked, jobs):
    rows = ImportJob.objects.all()
    plain = Mark(jobs[3].created_at, jobs[3].pk)
    assert page_of(rows, key="created_at", rank="size", size=3, after=plain).rows == ranked[:3]
    assert page_of(rows, key="created_at", size=3, after=plain._replace(rank=1)).rows == jobs[:3]


def test_mark_is_read_as_it_was_written_and_fits_an_address():
    madrid = dt.timezone(dt.timedelta(hours=1))
    text = str(Mark(AT.astimezone(madrid), 7))
    assert text == "2026-03-17T09:30:01.000250Z_7"
    assert read_mark(text) == Mark(AT, 7)
    assert read_mark(str(Mark(AT, 7, 4))) == Mark(AT, 7, 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "x",
        "2026-01-01",
        "2026-01-01_1",
        "2026-01-01T00:00:00+00:00_x",
        f"{AT.isoformat()}_{2**63}",
        "1\0_1",
        "2026-01-01T00:00:00+00:00_1_x",
        "2026-01-01T00:00:00+00:00_1_-1",
        "2026-01-01T00:00:00+00:00_1_2_3",
        f"2026-01-01T00:00:00+00:00_1_{2**15}",
        "9999-12-31T23:59:59-23:59_1",
    ],
)
def test_mark_that_is_none_is_not_read(text):
    assert read_mark(text) is None
