"""First bytes made to deceive: active content in any disguise is refused, harmless text is not."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from core.sniff import (
    CSV,
    DOCX,
    EVIDENCE,
    FTYP_BRANDS,
    HEAD_BYTES,
    NAMES,
    PDF,
    TEXT,
    TS_PACKET,
    XLSX,
    ZIP,
    content_type,
    is_text,
    sniff,
)

TEXTS = {CSV, TEXT}
MARKUP = [
    *(b"<script>alert(1)</script>", b"<!doctype html>", b"<!-- -->", b"<?xml version='1.0'?>"),
    *(b"<img src=x onerror=alert(1)>", b"<a href='javascript:x'>", b"<style>", b"</p>", b"<META>"),
    *(b"<  svg onload=x>", b"<math>", b"<?php system(1);", b"<Table><tr>", b"<iframe>", b"<x:y/>"),
]
BLANKS = [b"", b"\xef\xbb\xbf", b" \t\r\n", b"\x0c", b"\x0b\x0c", b"\xef\xbb\xbf\n\xef\xbb\xbf"]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_no_text_whatever_stands_before_it(blank: bytes, markup: bytes) -> None:
    assert content_type(blank + markup, TEXTS) == "text/html"
    with pytest.raises(RuleError, match="不是允许的类型"):
        sniff(blank + markup, "清单.csv", TEXTS)


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2",
        "<5 万元,5 万元以上",
        "< 甲 >,乙",
        "<甲公司>,乙",
        "#1,甲",
        "# 标题",
        "#!AMR 说明",
        "ff,concat",
    ],
)
def test_signs_in_ordinary_text_do_no_harm(text: str) -> None:
    assert sniff(text.encode(), "a.csv", {CSV}) == CSV


@pytest.mark.parametrize(
    "first", [b"#!/bin/sh", b"#!python", b"#EXTM3U", b"#extm3u", b"FFCONCAT version"]
)
def test_scripts_and_playlists_are_no_text(first: bytes) -> None:
    with pytest.raises(RuleError):
        sniff(first, "a.txt", TEXTS)


def boxed(brand: bytes, length: int = 32) -> bytes:
    """The first box of a file of the MP4 family."""
    return (struct.pack(">I", 24) + b"ftyp" + brand + bytes(64))[:length]


@pytest.mark.parametrize(("brand", "kind"), FTYP_BRANDS.items())
def test_the_brand_tells_the_kind(brand: bytes, kind: str) -> None:
    assert content_type(boxed(brand), EVIDENCE) == kind
    if kind not in EVIDENCE:
        with pytest.raises(RuleError):
            sniff(boxed(brand), "录像.mp4", EVIDENCE)


@pytest.mark.parametrize("brand", [b"isom", b"mp42", b"3gp5", b"avc1", b"iso6"])
def test_every_other_brand_is_a_video(brand: bytes) -> None:
    assert sniff(boxed(brand), "现场.mov", EVIDENCE) == "video/mp4"


@pytest.mark.parametrize("length", [8, 12, 15])
def test_a_box_cut_short_proves_nothing(length: int) -> None:
    with pytest.raises(RuleError):
        sniff(boxed(b"isom", length), "a.mp4", EVIDENCE)


@pytest.mark.parametrize(
    ("packets", "broken", "good"),
    [
        (2, None, True),
        (4, None, True),
        (6, None, True),
        (1, None, False),
        (4, 1, False),
        (4, 3, False),
        (6, 5, True),
    ],
)
def test_a_transport_stream_keeps_its_beat(packets: int, broken: int | None, good: bool) -> None:
    stream = bytearray((b"\x47" + bytes(TS_PACKET - 1)) * packets)
    if broken is not None:
        stream[broken * TS_PACKET] = 0
    assert (content_type(bytes(stream), EVIDENCE) == "video/mp2t") is good


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (b"xl/workbook.xml", XLSX),
        (b"word/document.xml", DOCX),
        (b"evil.html", "application/zip"),
        (b"", "application/zip"),
    ],
)
def test_an_archive_is_an_office_file_only_by_its_parts(part: bytes, kind: str) -> None:
    head = ZIP + bytes(26) + part + bytes(40)
    assert content_type(head, {XLSX, DOCX}) == kind
    if kind == "application/zip":
        with pytest.raises(RuleError):
            sniff(head, "表.xlsx", {XLSX, DOCX})


@settings(max_examples=80)
@given(st.binary(min_size=1, max_size=64))
def test_the_answer_is_an_allowed_type_or_a_refusal(head: bytes) -> None:
    for allowed in (EVIDENCE, {PDF}, TEXTS):
        try:
            assert sniff(head, "x", allowed) in allowed
        except RuleError as refused:
            assert refused.field == "file"
            assert refused.article


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60),
    st.sampled_from(["utf-8", "gb18030"]),
    st.integers(0, 3),
)
def test_text_cut_anywhere_is_still_text(text: str, codec: str, cut: int) -> None:
    data = ("甲乙" + text).encode(codec)
    assert is_text(data[: len(data) - cut])


@pytest.mark.parametrize("control", [*range(9), *range(14, 32)])
def test_a_control_character_makes_no_text(control: int) -> None:
    assert not is_text(b"a,b" + bytes([control]))


@pytest.mark.parametrize("blank", [b"\t", b"\n", b"\r", b"\x0b", b"\x0c"])
def test_white_space_is_text(blank: bytes) -> None:
    assert is_text(b"a" + blank + b"b")


@pytest.mark.parametrize("text", ["甲,乙", "x"])
def test_utf_16_is_read_by_nobody_here(text: str) -> None:
    with pytest.raises(RuleError):
        sniff(text.encode("utf-16"), "a.csv", {CSV})


@pytest.mark.parametrize("data", [b"\x81", b"\xff\xff", "甲".encode("gb18030") + b"\xff"])
def test_the_last_bytes_may_be_half_a_character_and_no_more(data: bytes) -> None:
    assert is_text(data)
    assert not is_text(data + b"\xff" * 4)


def test_a_refusal_names_the_file_what_it_is_and_what_may_be_sent() -> None:
    with pytest.raises(RuleError) as refused:
        sniff(b"%PDF-1.7\n", "录像.mp4", EVIDENCE - {PDF})
    assert "录像.mp4" in refused.value.message
    assert "PDF" in refused.value.message
    assert all(NAMES[kind] in refused.value.remedy for kind in EVIDENCE - {PDF})


def test_a_file_without_a_name_is_called_so() -> None:
    for head in (b"", b"\x00\x01"):
        with pytest.raises(RuleError, match="未命名"):
            sniff(head, "", EVIDENCE)


def test_the_decision_needs_no_more_than_the_head() -> None:
    long = "甲,乙\n".encode() * HEAD_BYTES
    assert sniff(long[:HEAD_BYTES], "a.csv", {CSV}) == sniff(long[: HEAD_BYTES + 1], "a.csv", {CSV})
