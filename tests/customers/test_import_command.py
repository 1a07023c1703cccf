"""`manage.py import_purchases`: what it prints, what it writes, how it ends."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from customers.models import Unit
from tests.imports import csv_bytes, purchase, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def command(*args):
    out = io.StringIO()
    call_command("import_purchases", *map(str, args), stdout=out)
    return out.getvalue()


def test_command_says_what_it_read(tmp_path):
    rows = [purchase(city="A Coruña") | {"mood": "good"}]
    out = command(write(tmp_path, csv_bytes(*rows, delimiter=";", encoding="latin-1")))
    assert out.splitlines() == [
        "Encoding Windows-1252, delimiter semicolon.",
        "Columns that are not known and not read: mood.",
        "1 row read: 1 new, 0 updated, 0 unchanged, 0 rejected.",
    ]


def test_command_writes_an_errors_file_that_can_be_mended_and_imported(tmp_path):
    errors = tmp_path / "errors.csv"
    rows = [purchase(), purchase(line="2", sku="", customer_phone="+34600111222") | {"timezone": "Luna"}]
    out = command(write(tmp_path, csv_bytes(*rows, delimiter=";")), "--errors", errors)
    assert "1 rejected" in out
    with errors.open(encoding="utf-8-sig", newline="") as file:
        (left,) = csv.DictReader(file, delimiter=";")
    assert list(left)[:2] == ["line_number", "error"]
    assert (left["line_number"], left["customer_phone"]) == ("3", "+34600111222")
    assert "sku" in left["error"]
    assert "Luna" in left["error"]
    mended = left | {"sku": "XR-2", "timezone": "Europe/Madrid"}
    out = command(write(tmp_path, csv_bytes(mended, delimiter=";"), "mended.csv"))
    assert out.splitlines()[-1] == "1 row read: 1 new, 0 updated, 0 unchanged, 0 rejected."
    assert "not known" not in out
    assert Unit.objects.count() == 2


def test_command_refuses_again_a_short_row_that_nobody_mended(tmp_path):
    errors = tmp_path / "errors.csv"
    whole = csv_bytes(purchase()).splitlines()
    short = b"\n".join([whole[0], b",".join(whole[1].split(b",")[:6])])
    assert "1 rejected" in command(write(tmp_path, short), "--errors", errors)
    assert "0 new, 0 updated, 0 unchanged, 1 rejected" in command(errors)
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"LC_ALL": "en_US.UTF-8", "LANG": "es_ES.UTF-8"}, "row read"),
        ({"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "row read"),
        ({"LC_ALL": "", "LANG": "es_MX"}, "fila leída"),
        ({"LC_ALL": "C.UTF-8", "LANG": "en_GB.UTF-8"}, "fila leída"),
        ({"LC_ALL": "", "LANG": ""}, "fila leída"),
    ],
)
def test_command_speaks_the_language_of_who_typed_it(tmp_path, monkeypatch, told, words):
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert words in command(write(tmp_path, csv_bytes(purchase())))


def test_command_writes_no_formula_and_reads_its_own_guard(tmp_path):
    errors = tmp_path / "errors.csv"
    command(write(tmp_path, csv_bytes(purchase(sku="", customer_name="=HYPERLINK(1)"))), "--errors", errors)
    with errors.open(encoding="utf-8-sig", newline="") as file:
        (left,) = csv.DictReader(file)
    assert left["customer_name"] == "'=HYPERLINK(1)"
    command(write(tmp_path, csv_bytes(left | {"sku": "XR-2"}), "mended.csv"))
    assert Unit.objects.get().purchase.customer.name == "=HYPERLINK(1)"


def test_command_dry_run_writes_nothing(tmp_path):
    out = command(write(tmp_path, csv_bytes(purchase())), "--dry-run")
    assert out.splitlines()[-2:] == [
        "Dry run: nothing was written. This is what would happen.",
        "1 row read: 1 new, 0 updated, 0 unchanged, 0 rejected.",
    ]
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04 a spreadsheet", "save it as CSV"),
        (b"order_ref,line,sku\n1,1,1\n", "customer_ref, purchased_at"),
    ],
)
def test_command_ends_with_one_sentence_when_the_file_cannot_be_read(tmp_path, data, words):
    with pytest.raises(CommandError, match=words):
        command(write(tmp_path, data))


def test_command_ends_with_one_sentence_when_there_is_no_file(tmp_path):
    with pytest.raises(CommandError, match="no such file"):
        command(tmp_path / "nothing.csv")


def test_command_refuses_to_write_the_errors_over_the_file(tmp_path):
    file = write(tmp_path, csv_bytes(purchase()))
    with pytest.raises(CommandError, match="another file"):
        command(file, "--errors", file)
    assert not Unit.objects.exists()
