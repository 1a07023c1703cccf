"""Reading CSV files as people really send them."""

import io

import pytest
from django.utils import translation

from core.csv_reading import MAX_CELL, open_table
from core.csv_sniffing import Unreadable

COLUMNS = ("order_ref", "city", "comment")


def read(data: bytes, required=("order_ref",), **options):
    with open_table(io.BytesIO(data), columns=COLUMNS, required=required, **options) as table:
        return table, list(table.rows())


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("cp1252", "Windows-1252"),
        ("latin-1", "Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_read_finds_encoding_and_delimiter(codec, label, delimiter, end):
    text = end.join(["order_ref,city", "P-1,A Coruña", "P-2,Málaga", ""]).replace(",", delimiter)
    table, rows = read(text.encode(codec))
    assert table.encoding.label == label
    assert table.delimiter == delimiter
    assert [row.values for row in rows] == [
        {"order_ref": "P-1", "city": "A Coruña"},
        {"order_ref": "P-2", "city": "Málaga"},
    ]
    assert [row.line_number for row in rows] == [2, 3]


def test_read_names_columns_whatever_their_case_and_order():
    table, rows = read(b" City ,ORDER_REF,mood\nMadrid,P-1,good\n")
    assert table.columns == ("city", "order_ref")
    assert table.unknown == ("mood",)
    assert rows[0].values["order_ref"] == "P-1"


def test_read_numbers_the_physical_line_where_a_row_starts():
    _table, rows = read(b'order_ref,comment\nP-1,"two\nlines"\n\n;;\nP-2,x\n')
    assert [(row.line_number, row.values.get("order_ref"), bool(row.fault)) for row in rows] == [
        (2, "P-1", False),
        (5, ";;", True),
        (6, "P-2", False),
    ]


def test_read_skips_blank_rows_and_the_line_for_spreadsheets():
    _table, rows = read(b"sep=;\norder_ref;city\nP-1;Madrid\n;\n\n")
    assert [(row.line_number, row.values["order_ref"]) for row in rows] == [(3, "P-1")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"  \n \n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"PK\x03\x04" + b"\0" * 50, "spreadsheet"),
        (bytes(range(32)) * 40, "not text"),
        (b"city,comment\nMadrid,x\n", "order_ref"),
        (b"order_ref,order_ref\n1,2\n", "order_ref"),
        (b"order_ref," + b"x" * 400_000, "too long"),
        (b"order_ref," + b"x" * 140_000 + b"\nP-1,x\n", "too long"),
    ],
)
def test_open_refuses_what_is_no_table(data, words):
    with translation.override("en"), pytest.raises(Unreadable, match=words):
        read(data)


def test_read_faults_a_row_with_too_few_or_too_many_values():
    _table, rows = read(b"order_ref,city\nP-1\nP-2,Madrid,more\nP-3,Madrid,\n")
    assert [bool(row.fault) for row in rows] == [True, True, False]


def test_read_faults_nul_and_bytes_that_are_no_text():
    _table, rows = read("order_ref,city\nP-1,Ávila\nP-2,Cádiz\n".encode() + b"P-3,\xff\nP-4,a\0b\nP-5,x\n")
    assert [bool(row.fault) for row in rows] == [False, False, True, True, False]


def test_read_loses_no_row_behind_an_open_quote():
    lines = [b"order_ref,comment", b'P-1,"never closed', *(b"P-%d,fine" % n for n in range(2, 5000))]
    _table, rows = read(b"\n".join(lines))
    assert [row.line_number for row in rows if row.fault] == [2]
    assert [row.line_number for row in rows] == list(range(2, 5001))


def test_read_faults_a_value_of_fifty_megabytes_and_goes_on():
    big = b"x" * 50_000_000
    _table, rows = read(b"order_ref,comment\nP-1," + big + b"\nP-2,fine\n")
    assert [(row.line_number, bool(row.fault)) for row in rows] == [(2, True), (3, False)]
    assert sum(map(len, rows[0].cells)) < 2 * MAX_CELL


def test_read_faults_a_long_quoted_value_once():
    _table, rows = read(b'order_ref,comment\nP-1,"' + b"words\n" * 3000 + b'"\nP-2,fine\n')
    assert [bool(row.fault) for row in rows] == [True, False]


def test_read_stops_at_its_limit():
    _table, rows = read(b"order_ref\n" + b"P\n" * 50, limit=7)
    assert len(rows) == 7


def test_open_leaves_the_file_open():
    file = io.BytesIO(b"order_ref\nP-1\n")
    with open_table(file, columns=COLUMNS, required=()) as table:
        list(table.rows())
        assert table.bytes_done == 14
    assert not file.closed
