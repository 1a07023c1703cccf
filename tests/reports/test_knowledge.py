"""What is missing in the knowledge base, and what of it is of use."""

import datetime as dt
import uuid

import pytest

from catalog.models import ArticleVote, KnowledgeSearch, Symptom
from catalog.states import Vote
from reports.period import Period, Scope
from reports.queries.knowledge import Missed, all_readers, avoided, readers, readers_of, searches
from tests.catalog.writing import write
from tests.factories import NOW, LineFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
SCOPE = Scope(Period(TODAY - 29 * DAY, TODAY))


def search(words, found, *, days=0, times=1, language="es"):
    KnowledgeSearch.objects.create(day=TODAY - days * DAY, language=language, words=words, times=times, found=found)


def say(article, said, count=1, *, at=NOW, symptom=None, version=1):
    for _reader in range(count):
        ArticleVote.objects.create(
            article=article, vote=said, version=version, symptom=symptom, submission=uuid.uuid4(), at=at
        )  # fmt: skip


def figures(share):
    return share.hits, share.total


def test_missing_is_what_found_nothing_the_last_time():
    search("goma", 0, days=3, times=2)
    search("goma", 0, days=1, times=3)
    search("goma", 0, language="en")
    search("bomba", 0, days=2, times=9)
    search("bomba", 1)
    search("filtro", 2, times=4)
    search("vieja", 0, days=30)
    search("luz", 0, days=29)
    found = searches(SCOPE)
    assert found.missed == [
        Missed("goma", "es", 5, TODAY - DAY), Missed("goma", "en", 1, TODAY), Missed("luz", "es", 1, TODAY - 29 * DAY),
    ]  # fmt: skip
    assert figures(found.found) == (5, 21)
    assert searches(Scope(Period(TODAY + DAY, TODAY + DAY))).missed == []


def test_readers_are_counted_by_article_in_the_period_and_line():
    line = LineFactory()
    one, other = write("Uno", lines=[line]), write("Otro")
    symptom = Symptom.objects.create(line=line, code="wet", words_es="x", words_en="x")
    say(one, Vote.HELPED, 3)
    say(one, Vote.NOT_HELPED)
    say(one, Vote.SOLVED, 2, symptom=symptom)
    say(one, Vote.NOT_SOLVED, symptom=symptom)
    say(one, Vote.HELPED, at=NOW - 40 * DAY, version=2)
    say(other, Vote.NOT_HELPED)
    say(other, Vote.SOLVED)
    told = [(row.article, figures(row.readers.helped), figures(row.readers.solved)) for row in readers(SCOPE)]
    assert told == [(one, (3, 4), (2, 3)), (other, (0, 1), (1, 1))]
    assert (figures(all_readers(SCOPE).helped), figures(all_readers(SCOPE).solved)) == ((3, 5), (3, 4))
    of_line = Scope(SCOPE.period, line.pk)
    assert [row.article for row in readers(of_line)] == [one]
    assert figures(all_readers(of_line).helped) == (3, 4)
    assert [(row.symptom, figures(row.solved)) for row in avoided(SCOPE)] == [(symptom, (2, 3))]
    assert (figures(readers_of(one).helped), figures(readers_of(one, version=2).helped)) == ((4, 5), (1, 1))


def test_votes_of_two_lines_count_once():
    lines = [LineFactory(), LineFactory()]
    article = write("Uno", lines=lines)
    say(article, Vote.HELPED)
    assert figures(all_readers(Scope(SCOPE.period, lines[0].pk)).helped) == (1, 1)


def test_figures_cost_the_same_however_many_there_are(django_assert_num_queries):
    line = LineFactory()
    for number in range(30):
        symptom = Symptom.objects.create(line=line, code=f"s{number}", words_es="x", words_en="x")
        say(write(f"Uno {number}"), Vote.SOLVED, symptom=symptom)
        search(f"palabra {number}", 0)
    with django_assert_num_queries(7):
        searches(SCOPE), readers(SCOPE), all_readers(SCOPE), avoided(SCOPE)
