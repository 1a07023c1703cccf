"""Looking at a file before it is imported, and at what was left out of it."""

import io

import pytest

from core.actors import SYSTEM
from core.csv_reading import MAX_CELL, MAX_LINE, open_table
from core.import_preview import HEAD, SHOWN_ROWS, TRIED_ROWS, preview_import, rejected_rows
from core.importing import ErrorsFile, FileKind, Tally
from postventa.imports import KINDS
from tests.imports import NOW, csv_bytes, purchase


class Counted(io.BytesIO):
    """A file that knows how many bytes were asked of it."""

    asked = 0

    def read(self, size=-1, /):
        data = super().read(size)
        self.asked += len(data)
        return data


def count_rows(*, table, dry_run, on_reject, by, now):
    """An action that takes every row that can be read."""
    tally = Tally()
    for row in table.rows():
        if row.fault:
            tally.rejected += 1
            on_reject(row, row.fault)
        else:
            tally.created += 1
    return tally


KIND = FileKind(("order_ref", "city"), ("order_ref",), count_rows)


def look(file, kind=KIND):
    return preview_import(file=file, kind=kind, by=SYSTEM, now=NOW)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_preview_of_a_big_file_reads_its_beginning_only(codec):
    data = ("order_ref,city\n" + "P-1,A Coruña €\n" * 1_000_000).encode(codec)
    file = Counted(data)
    preview = look(file)
    assert file.asked <= HEAD + 1 < len(data)
    assert (preview.tally, preview.all_tried) == (Tally(created=TRIED_ROWS), False)
    assert [row.values for row in preview.rows] == [{"order_ref": "P-1", "city": "A Coruña €"}] * SHOWN_ROWS


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize(("codec", "label"), [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")])
def test_preview_leaves_out_the_row_in_which_it_stops(codec, label, shift):
    wide = "a€" * 4000
    data = ("order_ref,city\n" + "x" * shift + f"P-1,{wide}\n" * 600).encode(codec)
    assert len(data) > HEAD
    preview = look(io.BytesIO(data))
    assert (preview.encoding, preview.problems, preview.all_tried) == (label, [], False)
    assert 0 < preview.tally.created < 600


def test_preview_of_a_small_file_tries_all_of_it():
    preview = look(io.BytesIO(b"order_ref,city\nP-1,Vigo\nP-2\n"))
    assert (preview.tally, preview.all_tried) == (Tally(created=1, rejected=1), True)
    assert [problem.line_number for problem in preview.problems] == [3]


def errors_of(data: bytes, kind: FileKind) -> io.BytesIO:
    """The errors file of a table all of whose rows are rejected."""
    out = io.StringIO()
    with open_table(io.BytesIO(data), columns=kind.columns, required=kind.required) as table:
        errors = ErrorsFile(out, table)
        for row in table.rows():
            errors.add(row, row.fault or "No. " * 30)
    return io.BytesIO(out.getvalue().encode())


def test_rejected_row_with_a_long_cell_is_cut_and_still_too_long():
    errors = errors_of(csv_bytes({"order_ref": "P-1", "city": "x" * 100_000}), KIND)
    assert len(errors.getvalue()) < 2 * MAX_CELL
    assert [problem.line_number for problem in rejected_rows(errors, KIND, 10)] == [2]
    assert look(errors).tally == Tally(rejected=1)


@pytest.mark.parametrize("row", [b"P-1", b"P-1,Vigo,Galicia", b"P-1,Co\xff", b"P-1,a\0b"])
def test_rejected_row_sent_again_unmended_is_rejected_again_for_the_same(row):
    errors = errors_of("order_ref,city\nP-0,Coruña\n".encode() * 2 + row + b"\n", KIND)
    lines = errors.getvalue().splitlines(keepends=True)
    alone = io.BytesIO(lines[0] + lines[-1])
    (problem,) = rejected_rows(alone, KIND, 10)
    preview = look(alone)
    assert (preview.tally, preview.unknown) == (Tally(rejected=1), ())
    assert preview.problems[0].sentence == problem.sentence
    again = errors_of(alone.getvalue(), KIND)
    assert again.getvalue().splitlines()[1].split(b",")[2:] == lines[-1].strip().split(b",")[2:]


def test_rejected_row_that_its_sentence_makes_too_long_is_still_told():
    short = purchase(more="", much_more="")
    long = dict.fromkeys(short, "x" * ((MAX_LINE - 10) // len(short) - 1))
    errors = errors_of(csv_bytes(short, long, short), KINDS["purchases"])
    assert max(map(len, errors.getvalue().splitlines())) > MAX_LINE
    assert [problem.line_number for problem in rejected_rows(errors, KINDS["purchases"], 10)] == [2, 3, 4]


@pytest.mark.parametrize(
    "data", [b"order_ref,city\nP-1,\xed\xa0\x80\nP-2,Coru\xc3\xb1a\n", b"order_ref,\xed\xa0\x80\nP-1,Vigo\n"]
)
def test_preview_shows_a_sign_for_what_could_not_be_read(data):
    preview = look(io.BytesIO(data))
    shown = [*preview.header, *preview.unknown, *(cell for row in preview.rows for cell in row.cells)]
    assert "\ufffd" * 3 in shown
    assert "".join(shown).encode()
