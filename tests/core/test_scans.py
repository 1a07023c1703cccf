"""A small photo that takes hours to draw: a progressive JPEG of thousands of passes over the same picture."""

import io
import time

import pytest

from core.actions.files import accepted_files, redraw
from core.errors import Refused
from core.scans import MAX_MARKERS, has_too_many_scans
from tests.factories import NOW
from tests.uploads import passes, photo


@pytest.mark.parametrize("progressive", [False, True])
def test_photo_of_a_camera_has_few_scans(progressive):
    assert not has_too_many_scans(photo(size=(2000, 1500), progressive=progressive, quality=95).read())


def test_scans_in_notes_and_after_the_end_are_none_of_the_photo():
    data = photo().read()
    notes = b"\xff\xda" * 500
    noted = data[:2] + b"\xff\xe1" + (len(notes) + 2).to_bytes(2) + notes + data[2:]

    assert not has_too_many_scans(noted)
    assert not has_too_many_scans(data + notes)


@pytest.mark.parametrize(
    ("data", "many"),
    [
        (b"\xff\xd8" + b"\xff\x02\xff\xff" + b"\xff\xda\x00\x02" * 200, True),  # behind a marker that means nothing
        (b"\xff\xd8" + b"\xff\xfe\x00\x02" * MAX_MARKERS, True),
        (b"\xff\xd8" + b"\xff" * 10_000_000, False),
        (b"\xff\xd8" + b"\xff\xff\x00" * 3_000_000, False),
        (b"\x89PNG" + b"\xff\xda" * 500, False),
        (b"", False),
    ],
    ids=["hidden", "parts", "filling", "nothing", "png", "empty"],
)
def test_count_scans_of_what_was_made_to_break_it_takes_a_moment(data, many):
    began = time.process_time()
    assert has_too_many_scans(data) is many
    assert time.process_time() - began < 1


def test_draw_a_photo_of_many_passes_is_refused_before_it_costs_anything():
    bomb = passes(1000)
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        redraw(io.BytesIO(bomb.read()), "foto.jpg")
    assert (refused.value.code, time.process_time() - began < 1) == ("file_unknown", True)


def test_accept_a_photo_of_many_passes_is_refused():
    with pytest.raises(Refused) as refused, accepted_files(uploads=[passes(1000)], now=NOW):
        pass
    assert refused.value.code == "file_unknown"
