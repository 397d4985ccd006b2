"""The type of a file by its content: hostile names get nowhere."""

import io
import struct
import wave
import zipfile

import pytest
from openpyxl import Workbook
from PIL import Image

from core.errors import RuleError
from core.sniff import CSV, DOCX, EVIDENCE, HEAD_BYTES, PDF, TEXT, XLSX, sniff

ALL = EVIDENCE | {XLSX, DOCX, CSV, TEXT}


def image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    return out.getvalue()


def mp4(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0isommp42" + b"\0" * 64


def sheet() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()[:HEAD_BYTES]


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "x")
    return out.getvalue()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0" * 800)
    return out.getvalue()


GOOD = {
    "image/jpeg": image("JPEG"),
    "image/png": image("PNG"),
    "image/gif": image("GIF"),
    "image/webp": image("WEBP"),
    "video/mp4": mp4(b"isom"),
    "video/quicktime": mp4(b"qt  "),
    "audio/mp4": mp4(b"M4A "),
    "video/mp2t": (b"\x47" + b"\0" * 187) * 6,
    "video/webm": bytes.fromhex("1a45dfa3a34286810142f7810142f2810442f381084282847765626d")
    + b"\0" * 40,
    "audio/mpeg": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 8,
    "audio/wav": sound(),
    "audio/amr": b"#!AMR\n" + b"\0" * 32,
    PDF: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    XLSX: sheet(),
    DOCX: archive("word/document.xml"),
}


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_a_file_is_what_its_bytes_say_whatever_its_name(kind: str) -> None:
    assert sniff(GOOD[kind], "evidence.exe", ALL) == kind


@pytest.mark.parametrize("text", ["案号,当事人\n1,示例公司\n", "plain"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_recognised_in_both_encodings(text: str, encoding: str) -> None:
    assert sniff(text.encode(encoding), "a.csv", {CSV}) == CSV
    assert sniff(text.encode(encoding), "a.txt", {TEXT}) == TEXT


def test_a_head_that_ends_inside_a_character_is_still_text() -> None:
    assert sniff("执法".encode()[:5], "a.csv", {CSV}) == CSV


HOSTILE = {
    "html": b"<!DOCTYPE html><script>alert(1)</script>",
    "html after blanks": b"\xef\xbb\xbf \r\n\t<HTML><body>",
    "comment": b"<!-- x --><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>",
    "xml": b"<?xml version='1.0'?><svg/>",
    "script": b"#!/bin/sh\nrm -rf /\n",
    "playlist": b"#EXTM3U\nfile:///etc/passwd\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "program": b"MZ\x90\0" + b"\0" * 200,
    "elf": b"\x7fELF\2\1\1" + b"\0" * 100,
    "zip": archive("evil.html"),
    "rar": b"Rar!\x1a\x07\0" + b"\0" * 20,
    "zeros": b"\0" * 512,
    "text": b"just words",
}


@pytest.mark.parametrize("what", sorted(HOSTILE))
@pytest.mark.parametrize("name", ["video.mp4", "photo.jpg", "录像.mp4"])
def test_hostile_content_with_an_innocent_name_is_refused(what: str, name: str) -> None:
    with pytest.raises(RuleError) as caught:
        sniff(HOSTILE[what], name, EVIDENCE)
    assert name in caught.value.message
    assert "MP4" in caught.value.remedy
    assert caught.value.field == "file"


@pytest.mark.parametrize("what", ["html", "svg", "script", "playlist", "program", "zeros"])
def test_hostile_content_is_no_text_either(what: str) -> None:
    with pytest.raises(RuleError):
        sniff(HOSTILE[what], "records.csv", {CSV, TEXT})


def test_an_allowed_list_is_kept_even_for_harmless_types() -> None:
    with pytest.raises(RuleError, match="PNG"):
        sniff(GOOD["image/png"], "a.pdf", {PDF})


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RuleError, match="空的"):
        sniff(b"", "a.pdf", {PDF})


def test_a_very_long_name_does_not_flood_the_message() -> None:
    with pytest.raises(RuleError) as caught:
        sniff(b"x", "长" * 5000, {PDF})
    assert len(caught.value.message) < 200
