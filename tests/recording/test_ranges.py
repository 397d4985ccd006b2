"""Byte ranges, file names and private headers, over everything a client may send."""

import pytest
from django.http import HttpResponse
from hypothesis import example, given
from hypothesis import strategies as st

from core import sniff
from recording import delivery
from recording.services.evidence import NAME_LENGTH, clean_name

SIZES = st.integers(1, 40 * 1024 * 1024)
PLACES = st.integers(0, 80 * 1024 * 1024)


@given(SIZES, PLACES, PLACES)
@example(1, 0, 0)
@example(10, 9, 9)
@example(10, 10, 20)
def test_a_closed_range_gives_the_bytes_asked_for_that_exist(
    size: int, first: int, last: int
) -> None:
    span = delivery.span_of(f"bytes={first}-{last}", size)
    if first > last or first >= size:
        assert span is None
        return
    assert span is not None
    assert (span.start, span.stop, span.partial) == (first, min(last + 1, size), True)
    assert span.content_range == f"bytes {first}-{span.stop - 1}/{size}"


@given(SIZES, PLACES)
@example(delivery.PART, 0)
@example(delivery.PART + 1, 0)
def test_an_open_range_is_answered_in_parts_and_never_beyond_the_end(size: int, first: int) -> None:
    span = delivery.span_of(f"bytes={first}-", size)
    if first >= size:
        assert span is None
        return
    assert span is not None
    assert span.start == first
    assert span.stop - span.start == min(delivery.PART, size - first)


@given(SIZES, PLACES)
@example(5, 0)
@example(5, 5)
@example(5, 6)
def test_a_suffix_gives_the_last_bytes_or_the_whole(size: int, length: int) -> None:
    span = delivery.span_of(f"bytes=-{length}", size)
    if length == 0:
        assert span is None
        return
    assert span is not None
    assert (span.stop, span.stop - span.start) == (size, min(length, size))


@given(st.integers(delivery.PART, 6 * delivery.PART))
def test_a_player_that_asks_on_gets_every_byte_once(size: int) -> None:
    place, parts = 0, 0
    while span := delivery.span_of(f"bytes={place}-", size):
        assert span.start == place
        place, parts = span.stop, parts + 1
    assert place == size
    assert parts == -(-size // delivery.PART)


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "items=0-5", "bytes=0-1,3-4", "bytes=a-b", "bytes=1.5-2"],
)
def test_what_is_no_single_range_gives_the_whole(header: str) -> None:
    assert delivery.span_of(header, 100) == delivery.Span(0, 100, 100, partial=False)


@pytest.mark.parametrize("header", ["bytes={0}-", "bytes=-{0}", "bytes=0-{0}", "bytes=٣-٥"])
def test_a_number_beyond_any_file_is_no_range(header: str) -> None:
    span = delivery.span_of(header.format("9" * 5000), 100)
    assert span == delivery.Span(0, 100, 100, partial=False)


@given(st.text(max_size=40), SIZES)
def test_no_header_breaks_the_download_or_leaves_the_file(header: str, size: int) -> None:
    span = delivery.span_of(header, size)
    assert span is None or 0 <= span.start < span.stop <= size


@pytest.mark.parametrize("content_type", sorted(sniff.EVIDENCE))
def test_only_picture_and_sound_are_shown_in_the_page(content_type: str) -> None:
    whole = delivery.Span(0, 3, 3, partial=False)
    answer = delivery.stream(iter([b"abc"]), whole, content_type=content_type, name="现场.bin")
    manner = "attachment" if content_type == sniff.PDF else "inline"
    assert answer["Content-Disposition"].split(";")[0] == manner
    assert answer["Content-Type"] == content_type
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer.status_code, answer["Content-Length"]) == (200, "3")
    assert not answer.has_header("Content-Range")


def test_a_part_says_which_part_it_is() -> None:
    part = delivery.Span(2, 5, 9, partial=True)
    answer = delivery.stream(iter([b"cde"]), part, content_type="video/mp4", name="a.mp4")
    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 2-4/9")
    assert (answer["Content-Length"], answer["Accept-Ranges"]) == ("3", "bytes")


def test_a_range_that_cannot_be_met_says_how_long_the_file_is() -> None:
    answer = delivery.unsatisfiable(9)
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, "bytes */9", b"")


@given(st.text(max_size=60))
@example('a"; filename="b.html')
@example("a\r\nSet-Cookie: b=c")
def test_no_file_name_writes_a_header_of_its_own(name: str) -> None:
    answer = HttpResponse()
    delivery.guarded(answer, clean_name(name), inline=False)
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "\n" not in disposition
    assert "\r" not in disposition
    assert {"X-Content-Type-Options", "Cache-Control"} <= set(answer.headers)


@given(st.text(max_size=400))
@example("..")
@example("C:\\a\\b/c/")
def test_a_kept_name_is_short_printable_and_has_no_folder(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= NAME_LENGTH
    assert kept.isprintable()
    assert not {"/", "\\"} & set(kept)
    assert clean_name(kept) == kept
