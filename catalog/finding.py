"""Where the words of a search stand in the articles that customers may read."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

OPEN_LETTERS = 4  # a word of so many letters may go on
CLOSE = 0.4  # how alike a word and one of a title, or their stems, are for a slip of the finger
SHORTEST_SLIP = 5
SLIPPED = 2  # what a word with a slip weighs: less than the title that it is like

# A word is read as the article's language reads it. `near` has the title, the symptoms, and what the article is about.
_ASKED = """
WITH asked AS MATERIALIZED (
    SELECT code, n, word, to_tsquery(reads, word || sign || 'A') AS top,
        to_tsquery(reads, word || sign || 'AB') AS near,
        to_tsquery(reads, word || sign || 'ABC') AS anywhere,
        array_to_string(tsvector_to_array(to_tsvector(reads, word)), ' ') AS stem
    FROM (SELECT n, word, CASE WHEN length(word) >= %s THEN ':*' ELSE ':' END AS sign
        FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, n)) AS given,
        (VALUES ('es', 'desk_es'::regconfig), ('en', 'desk_en'::regconfig)) AS languages (code, reads)
), said AS MATERIALIZED (
    SELECT a.id, CASE WHEN a.language LIKE 'en%%' THEN 'en' ELSE 'es' END AS code,
        lower(unaccent(a.title || ' ' || coalesce(about.names, ''))) AS plain,
        array_to_string(tsvector_to_array(said_words(concat_ws(' ', a.title, about.names), a.language)), ' ') AS stems,
        setweight(said_words(a.title, a.language), 'A')
        || setweight(said_words(concat_ws(' ', about.names, symptoms.words), a.language), 'B')
        || said_words(a.html, a.language) AS words
    FROM catalog_article a, LATERAL (
        SELECT string_agg(name, ' ') AS names FROM (
            SELECT concat_ws(' ', p.name, p.sku) FROM catalog_article_products of JOIN catalog_product p
                ON p.id = of.product_id WHERE of.article_id = a.id
            UNION ALL
            SELECT l.name FROM catalog_article_lines of JOIN catalog_productline l
                ON l.id = of.productline_id WHERE of.article_id = a.id
        ) AS named (name)
    ) about, LATERAL (
        SELECT string_agg(CASE WHEN a.language LIKE 'en%%' THEN s.words_en ELSE s.words_es END, ' ') AS words
        FROM catalog_article_symptoms of JOIN catalog_symptom s ON s.id = of.symptom_id WHERE of.article_id = a.id
    ) symptoms
    WHERE a.published AND a.public AND (a.language = %s OR NOT EXISTS (
        SELECT FROM catalog_article o WHERE o.slug = a.slug AND o.language = %s AND o.published AND o.public
    ))
)
"""
_MET = (
    _ASKED
    + """
SELECT said.id, numnode(asked.near) > 0, asked.n,
    CASE WHEN words @@ top THEN 3 WHEN words @@ near THEN 2 WHEN words @@ anywhere THEN 1
        ELSE 0 END,
    NOT words @@ anywhere AND length(word) >= %s AND greatest(
        strict_word_similarity(unaccent(word), plain), strict_word_similarity(stem, stems)
    ) >= %s
FROM said JOIN asked USING (code)
"""
)
_SHOWN = """
SELECT a.id, a.slug, a.language, ts_headline(reads, a.title, q, 'HighlightAll=true, ' || signs), plain,
    ts_headline(reads, plain, q, 'MaxFragments=1, MaxWords=28, MinWords=12, ' || signs)
FROM catalog_article a, LATERAL (
    SELECT CASE WHEN a.language LIKE 'en%%' THEN 'desk_en'::regconfig ELSE 'desk_es'::regconfig END AS reads,
        regexp_replace(
            regexp_replace(a.html, '</?(?:strong|em|u|s|code|a)\\M[^>]*>', '', 'g'), '<[^>]+>', ' ', 'g'
        ) AS plain
) l, LATERAL (
    SELECT to_tsquery(reads, %s) AS q, 'StartSel=' || chr(2) || ', StopSel=' || chr(3) AS signs
) s WHERE a.id = ANY(%s)
"""
_SIGNS = re.compile("([\x02\x03])")

Parts = tuple[tuple[str, bool], ...]  # pieces of a text, and whether each is marked


@dataclass(frozen=True)
class Met:
    """How well an article fits: so many of the words that say something, and how much they weigh."""

    article: int
    met: int = 0
    asked: int = 0
    weight: float = 0.0
    strong: bool = False
    """Whether a word stands in its title or among its symptoms, or several do in its text."""
    sure: bool = False
    """Whether it is strong by words as they are, without a slip of the finger."""

    @property
    def is_all(self) -> bool:
        return 0 < self.asked == self.met


class Place(NamedTuple):
    """Where a word stands in an article, if it does, and whether it says anything."""

    says: bool
    n: int
    weight: int
    slip: bool
    """Whether it is only like one of its title, or of what it is about."""


@dataclass(frozen=True)
class Hit:
    """An article that was found, as a list shows it: texts in parts, those that fit marked."""

    slug: str
    language: str
    title: Parts
    passage: Parts


def met_by(words: list[str], *, language: str) -> list[Met]:
    """The articles that have any of these words, in this language or, when there is none of it, in another.

    A word that few articles have weighs more, and so does one in a title. One query.
    """
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_MET, (OPEN_LETTERS, words, language, language, SHORTEST_SLIP, CLOSE))
        rows = cursor.fetchall()
    known = Counter(n for _article, says, n, place, slip in rows if says and (place or slip))
    found: dict[int, list[Place]] = {}
    for article, *place in rows:
        found.setdefault(article, []).append(Place(*place))
    each = (_met(article, places, known) for article, places in found.items())
    return [one for one in each if one.met]


def hits_of(ids: list[int], words: list[str]) -> list[Hit]:
    """These articles, in their order, with what fits in them. One query."""
    if not ids:
        return []
    query = " | ".join(f"{word}:*" if len(word) >= OPEN_LETTERS else word for word in words)
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [query, ids])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_hit(*rows[pk]) for pk in ids if pk in rows]


def _met(article: int, places: list[Place], known: Counter[int]) -> Met:
    asked = [one for one in places if one.says]
    exact = [one for one in asked if one.weight]
    slips = [one for one in asked if one.slip]
    sure = any(one.weight > 1 for one in exact) or len(exact) > 1
    weight = sum((SLIPPED if one.slip else one.weight) / known[one.n] for one in exact + slips)
    strong = sure or bool(slips)
    return Met(article, len(exact) + len(slips), len(asked), weight, strong, sure)


def _hit(slug: str, language: str, title: str, plain: str, passage: str) -> Hit:
    line, whole = " ".join(passage.split()), " ".join(plain.split())
    bare = _SIGNS.sub("", line)
    begins = "" if whole.startswith(bare) else "… "
    ends = "" if whole.rstrip(" .?!").endswith(bare.rstrip(" .?!")) else " …"
    return Hit(slug, language, _parts(title), _parts(html.unescape(f"{begins}{line}{ends}")))


def _parts(text: str) -> Parts:
    """What PostgreSQL marked, as pieces of plain text."""
    parts, marked = [], False
    for piece in _SIGNS.split(text):
        if piece in ("\x02", "\x03"):
            marked = piece == "\x02"
        elif piece:
            parts.append((piece, marked))
    return tuple(parts)
