"""The copy that a person takes away: one ZIP with everything, in their language, to be read without us."""

import datetime as dt
import hashlib
import json
import zipfile

import pytest
from django.utils import translation

from core.actors import customer_by_link
from core.models import AuditEntry
from postventa.export import FORMAT, zipped
from privacy.actions.exporting import export_holdings
from privacy.holdings import HOLDINGS
from tests.factories import NOW
from tests.privacy.ulpiano import EMAIL, NAME, WORDS, Ulpiano

LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def ulpiano(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return Ulpiano()


def taken(ulpiano, language="es"):
    with translation.override(language):
        export = export_holdings(customer=ulpiano.customer, by=customer_by_link(EMAIL), now=LATER)
        return export, zipped(export, LATER)


def test_export_leaves_a_trace_without_words(ulpiano):
    export_holdings(customer=ulpiano.customer, by=customer_by_link(EMAIL), now=LATER)
    entry = AuditEntry.objects.get(what="downloaded")
    assert (entry.object_id, entry.at, entry.before, entry.after) == (ulpiano.customer.pk, LATER, {}, {})


def test_zip_has_the_data_the_page_and_every_file(ulpiano):
    export, out = taken(ulpiano)
    with out, zipfile.ZipFile(out) as bundle:
        assert bundle.testzip() is None
        data = json.loads(bundle.read("data.json"))
        page = bundle.read("index.html").decode()
        assert sorted(bundle.namelist()) == sorted(["data.json", "index.html", *(one["path"] for one in data["files"])])
        ours = [one for one in data["files"] if one["sha256"] != "0" * 64]  # what the fixture did not make by hand
        assert ours != []
        for one in ours:
            assert hashlib.sha256(bundle.read(one["path"])).hexdigest() == one["sha256"]
    assert (data["format"], data["made_at"], data["language"]) == (FORMAT, LATER.isoformat(), "es")
    assert list(data["data"]) == [holding.name for holding in HOLDINGS] == list(data["titles"])
    assert data["on_request"] == {"notes": export.notes}
    assert len(data["files"]) == len(export.files) > 2
    assert [word for word in (NAME, EMAIL, WORDS) if word not in page] == []


@pytest.mark.parametrize(("language", "told"), [("es", "Resuelto"), ("en", "Resolved")])
def test_zip_speaks_the_language_of_its_reader(ulpiano, language, told):
    _export, out = taken(ulpiano, language)
    with out, zipfile.ZipFile(out) as bundle:
        page = bundle.read("index.html").decode()
        case = json.loads(bundle.read("data.json"))["data"]["cases"][0]
    assert f'<html lang="{language}">' in page
    assert (told in page, case["status"], case["status_words"]) == (True, "resolved", told)


def test_zip_leaves_out_a_file_whose_bytes_are_gone(ulpiano):
    export = export_holdings(customer=ulpiano.customer, by=customer_by_link(EMAIL), now=LATER)
    gone = export.files[0]
    gone.file.file.storage.delete(gone.file.file.name)
    with zipped(export, LATER) as out, zipfile.ZipFile(out) as bundle:
        assert gone.path not in bundle.namelist()
        assert len(json.loads(bundle.read("data.json"))["files"]) == len(export.files) - 1


def test_page_of_the_zip_runs_and_asks_for_nothing(ulpiano):
    ulpiano.customer.name = '<script src="https://evil.example/x.js"></script>'
    ulpiano.customer.save()
    _export, out = taken(ulpiano)
    with out, zipfile.ZipFile(out) as bundle:
        page = bundle.read("index.html").decode()
    assert [
        word for word in ("<script", "src=", "@import", "url(") if word in page.replace("&lt;script src=", "")
    ] == []
    assert "&lt;script" in page
