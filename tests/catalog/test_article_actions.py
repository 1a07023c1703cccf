"""Keeping articles with their versions, votes, searches and symptoms."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from catalog.actions import searches
from catalog.actions.articles import bring_back_version, save_article
from catalog.actions.searches import note_search
from catalog.actions.symptoms import save_symptom
from catalog.actions.votes import vote
from catalog.models import Article, ArticleVersion, ArticleVote, CauseCode, KnowledgeSearch, Symptom
from catalog.states import Vote
from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from tests.factories import NOW, LineFactory, ManagerFactory, ProductFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def boss():
    return actor_of(ManagerFactory())


@pytest.fixture
def write(boss):
    def save(article=None, *, title="Filtro", text="Ciérrelo.", language="es", now=NOW, **given):
        return save_article(
            article=article, title=title, language=language, text=text, by=boss, now=now, **given
        )  # fmt: skip

    return save


def versions(article):
    return list(article.versions.order_by("number").values_list("number", "title", "html"))


def test_save_keeps_a_version_for_each_change_of_its_words(write, boss):
    article = write()
    write(article, public=True, products=[ProductFactory()], now=NOW + HOUR)
    write(article, title="Filtros", now=NOW + 2 * HOUR)
    article = write(article, title="Filtros", text="Ábralo.", now=NOW + 3 * HOUR)
    assert (article.version, article.updated_at) == (3, NOW + 3 * HOUR)
    assert versions(article) == [
        (1, "Filtro", "<p>Ciérrelo.</p>"), (2, "Filtros", "<p>Ciérrelo.</p>"), (3, "Filtros", "<p>Ábralo.</p>"),
    ]  # fmt: skip
    assert {version.author_id for version in article.versions.all()} == {boss.user_id}
    changed = [sorted(entry.after) for entry in AuditEntry.objects.order_by("pk")]
    assert changed[1:] == [["products", "public"], ["products", "public", "title"], ["words"]]


def test_versions_stand(write):
    write()
    for change in (lambda: ArticleVersion.objects.update(title="x"), lambda: ArticleVersion.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert ArticleVersion.objects.get().title == "Filtro"


def test_address_comes_from_the_title_and_stays(write):
    assert [write(title=title).slug for title in ("Limpiar el filtro", "Limpiar el filtro", "洗濯機", "洗濯機")] == [
        "limpiar-el-filtro", "limpiar-el-filtro-2", "article", "article-2",
    ]  # fmt: skip
    article = Article.objects.get(slug="limpiar-el-filtro")
    assert write(article, title="Otra cosa").slug == "limpiar-el-filtro"
    assert len(write(title="x" * 160).slug) == 80
    assert len(write(title="x" * 160).slug) <= 80


def test_translation_shares_the_address_once(write):
    spanish = write()
    english = write(title="Filter", language="en", slug=spanish.slug)
    assert english.slug == spanish.slug
    with pytest.raises(Refused) as refused:
        write(title="Filter again", language="en", slug=spanish.slug)
    assert refused.value.code == "language_taken"
    assert (Article.objects.count(), ArticleVersion.objects.count(), AuditEntry.objects.count()) == (2, 2, 2)


def test_slower_of_two_writers_is_refused(write):
    article = write()
    write(article, text="Una.", seen=1)
    with pytest.raises(Refused) as refused:
        write(article, text="Otra.", seen=1)
    assert refused.value.code == "changed"
    assert versions(article)[-1] == (2, "Filtro", "<p>Una.</p>")


def test_empty_article_is_refused(write):
    for text in ("", " \n"):
        with pytest.raises(Refused):
            write(text=text)
    assert (Article.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_old_version_comes_back_as_the_newest(write, boss):
    article = write(public=True)
    write(article, title="Filtros", text="Ábralo.", public=True)
    first = article.versions.get(number=1)
    for _twice in range(2):
        back = bring_back_version(version=first, by=boss, now=NOW + HOUR)
    assert (back.version, back.title, back.html, back.public) == (3, "Filtro", "<p>Ciérrelo.</p>", True)
    assert [number for number, *_said in versions(back)] == [1, 2, 3]


def test_vote_counts_once_and_may_change(write):
    article, submission = write(), uuid.uuid4()
    for said in (Vote.HELPED, Vote.HELPED, "not_helped"):
        vote(article=article, vote=said, submission=submission, now=NOW)
    kept = ArticleVote.objects.get()
    assert (kept.vote, kept.version, kept.at, kept.symptom) == ("not_helped", 1, NOW, None)
    vote(article=write(title="Otro"), vote=Vote.SOLVED, submission=submission, now=NOW)
    assert [(row.article_id, row.vote) for row in ArticleVote.objects.all()] == [(article.pk, "not_helped")]
    with pytest.raises(ValueError, match="loved"):
        vote(article=article, vote="loved", submission=uuid.uuid4(), now=NOW)


def kept():
    return list(KnowledgeSearch.objects.order_by("pk").values_list("day", "language", "words", "times", "found"))


def test_search_is_counted_by_day_and_language():
    late = dt.datetime(2026, 11, 16, 23, 30, tzinfo=dt.UTC)  # the 17th in Madrid
    for words, language, found, now in [
        ("No desagua", "es", 0, NOW),
        ("no DESAGUA ", "es", 3, NOW),
        ("no desagua", "en", 0, NOW),
        ("no desagua", "es", 40_000, late),
    ]:
        note_search(words=words, language=language, found=found, now=now)
    assert kept() == [
        (dt.date(2026, 11, 16), "es", "no desagua", 2, 3),
        (dt.date(2026, 11, 16), "en", "no desagua", 1, 0),
        (dt.date(2026, 11, 17), "es", "no desagua", 1, 32_767),
    ]


def test_search_of_somebody_is_not_kept(monkeypatch):
    assert note_search(words="Marta Gil 600123456", language="es", found=0, now=NOW) == ""
    assert kept() == []
    monkeypatch.setattr(searches, "MOST_A_DAY", 2)
    for words in ("uno", "dos", "tres", "uno"):
        note_search(words=words, language="es", found=0, now=NOW)
    assert [(words, times) for _day, _language, words, times, _found in kept()] == [("uno", 2), ("dos", 1)]


def test_symptom_is_kept_with_its_trace(boss):
    line, cause = LineFactory(), CauseCode.objects.create(code="c", name="Causa")
    given = {"line": line, "words_es": " No  desagua", "words_en": "It does not drain", "by": boss, "now": NOW}
    symptom = save_symptom(symptom=None, **given)
    assert (symptom.code, symptom.words_es, symptom.active) == ("it-does-not-drain", "No desagua", True)
    save_symptom(symptom=symptom, **given | {"code": "other", "line": LineFactory()}, cause=cause, danger=True)
    symptom.refresh_from_db()
    assert (symptom.code, symptom.line, symptom.cause, symptom.danger) == ("it-does-not-drain", line, cause, True)
    save_symptom(symptom=symptom, **given, cause=cause, danger=True)
    trace = [(entry.noun, entry.what, sorted(entry.after)) for entry in AuditEntry.objects.order_by("pk")]
    assert trace[1:] == [("catalog.symptom", "changed", ["cause", "danger"])]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words_en": " "}, "words_missing"),
        ({"words_es": ""}, "words_missing"),
        ({"words_en": "洗"}, "code"),
        ({"code": "taken"}, "code"),
    ],
)
def test_bad_symptom_is_refused_and_nothing_written(boss, given, code):
    line = LineFactory()
    Symptom.objects.create(line=line, code="taken", words_es="x", words_en="x")
    with pytest.raises(Refused) as refused:
        save_symptom(symptom=None, line=line, **{"words_es": "a", "words_en": "b", **given}, by=boss, now=NOW)
    assert (refused.value.code, Symptom.objects.count(), AuditEntry.objects.count()) == (code, 1, 0)


def test_save_counts_on_from_what_is_kept(write):
    article = write()
    stale = Article.objects.get(pk=article.pk)
    write(article, text="Una.")
    assert write(stale, text="Dos.").version == 3
