"""Bookmarks of a bound PDF, added as an update at its end: the engine that binds cannot write them.

The bytes before stay as they are (ISO 32000-1, 7.5.6). Only what the binding engine writes is
understood: a plain cross-reference table and a flat list of pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

CATALOG = re.compile(rb"\b(\d+) 0 obj\s*<<([^<>]*/Type\s*/Catalog[^<>]*)>>")
TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.S)
PAGES = re.compile(rb"/Pages (\d+) 0 R")
KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
REFERENCE = re.compile(rb"(\d+) 0 R")


@dataclass(frozen=True)
class Bookmark:
    """A line of the outline: the words, the page (from 0), and whether it stands below the last one
    that does not."""

    title: str
    page: int
    below: bool = False


def outlined(data: bytes, marks: Sequence[Bookmark]) -> bytes:
    """The update that gives the PDF its outline, to be written after `data`; b"" without marks.

    ValueError when `data` is not such a PDF.
    """
    if not marks:
        return b""
    tail = TRAILER.search(data[-4096:])
    catalog = CATALOG.search(data)
    if tail is None or catalog is None:
        raise ValueError("not a PDF of the binding engine")
    pages = _pages(data, catalog[2])
    size = int(re.findall(rb"/Size (\d+)", tail[1])[0])
    root = int(catalog[1])
    catalogue = b"<<" + catalog[2] + b" /Outlines %d 0 R /PageMode /UseOutlines>>" % size
    objects = {root: catalogue, **_items(marks, pages, size)}
    return _update(objects, len(data), tail)


def _pages(data: bytes, catalog: bytes) -> list[int]:
    """The object numbers of the pages, in order."""
    node = PAGES.search(catalog)
    found = node and re.search(rb"\b%b 0 obj\s*<<(.*?)>>\s*endobj" % node[1], data, re.S)
    kids = found and KIDS.search(found[1])
    if not kids:
        raise ValueError("no list of pages")
    return [int(number) for number in REFERENCE.findall(kids[1])]


def _items(marks: Sequence[Bookmark], pages: Sequence[int], root: int) -> dict[int, bytes]:
    """The objects of the outline from number `root` on: itself, then one for each mark."""
    number = {place: root + 1 + place for place in range(len(marks))}
    children: dict[int, list[int]] = {root: []}
    parent = root
    for place, mark in enumerate(marks):
        owner = parent if mark.below else root
        children[owner].append(number[place])
        if not mark.below:
            parent = number[place]
            children[parent] = []
    objects = {root: b"<</Type/Outlines" + _ends(children[root]) + b">>"}
    for owner, kids in children.items():
        for place, kid in enumerate(kids):
            mark = marks[kid - root - 1]
            objects[kid] = (
                b"<</Title<%b>/Parent %d 0 R/Dest[%d 0 R/Fit]"
                % (_text(mark.title), owner, pages[mark.page])
                + _beside(kids, place)
                + _ends(children.get(kid, []))
                + b">>"
            )
    return objects


def _text(words: str) -> bytes:
    return b"FEFF" + words.encode("utf-16-be").hex().upper().encode()


def _ends(kids: Sequence[int]) -> bytes:
    if not kids:
        return b""
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (kids[0], kids[-1], len(kids))


def _beside(kids: Sequence[int], place: int) -> bytes:
    before = b"/Prev %d 0 R" % kids[place - 1] if place else b""
    return before + (b"/Next %d 0 R" % kids[place + 1] if place + 1 < len(kids) else b"")


def _update(objects: dict[int, bytes], start: int, tail: re.Match[bytes]) -> bytes:
    out, table = bytearray(b"\n"), bytearray(b"xref\n")
    for number in sorted(objects):
        table += b"%d 1\n%010d 00000 n \n" % (number, start + len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
    place = start + len(out)
    size = b"/Size %d" % (max(objects) + 1)
    kept = re.sub(rb"/Size \d+", size, tail[1])
    return bytes(
        out + table + b"trailer\n<<%b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (kept, tail[2], place)
    )
