"""The readable page of a download: every row in the words of its columns, without codes and numbers of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import BooleanField, DateField, DateTimeField, Field
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext

from privacy.actions.exporting import Export
from privacy.holdings import BY_NAME, HeldFile
from privacy.telling import YOU, fields_of
from privacy.titles import TITLES


class Section(NamedTuple):
    """A holding: what it is called, and each of its rows as pairs of a word and what it says."""

    name: str
    title: str
    rows: list[list[tuple[str, str]]]


def export_page(export: Export, files: list[HeldFile], now: dt.datetime) -> str:
    """In the language of the moment; a page that needs nothing but itself."""
    sections = [Section(name, str(TITLES[name]), _rows(name, rows)) for name, rows in export.rows.items() if rows]
    context = {"sections": sections, "files": files, "notes": export.notes, "now": now}
    return render_to_string("portal/me/download.html", context)


def _rows(name: str, rows: list[dict[str, object]]) -> list[list[tuple[str, str]]]:
    fields = fields_of(BY_NAME[name].model)
    return [list(_pairs(fields, row)) for row in rows]


def _pairs(fields: list[Field[Any, Any]], row: dict[str, object]) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = row.get(f"{field.name}_words", row.get(field.name))
        said = _said(field, value)
        if said and not (field.primary_key or (field.is_relation and isinstance(value, int))):
            yield capfirst(str(field.verbose_name)), said


def _said(field: Field[Any, Any], value: object) -> str:
    if value in (None, "", [], {}) or isinstance(value, dict | list):
        return ""
    if isinstance(field, BooleanField):
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, DateTimeField):
        return date_format(timezone.localtime(dt.datetime.fromisoformat(str(value))), "DATETIME_FORMAT")
    if isinstance(field, DateField):
        return date_format(dt.date.fromisoformat(str(value)), "DATE_FORMAT")
    return gettext("You") if field.is_relation and value == YOU else str(value)
