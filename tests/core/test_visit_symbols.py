"""The symbol of a code on a page: only shapes, of the size its text needs, the same every time."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from core import qr

ADDRESS = "https://portal.example/v/ABCDEFGHJKLMNPQRSTUVWXYZ"
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60)
HOSTILE = ("<script>alert(1)</script>", '" onload="x', "</svg><b>", "javascript:x", "&amp;'\"")


def side(markup: str) -> int:
    """The width of a symbol in units of the page."""
    found = re.search(r'width="(\d+)"', markup)
    assert found, markup
    return int(found[1])


def test_the_symbol_is_an_image_with_the_class_of_the_style_sheet() -> None:
    root = ElementTree.fromstring(qr.svg(ADDRESS))  # noqa: S314  # our own markup
    assert root.tag.rpartition("}")[2] == "svg"
    assert root.attrib["class"] == "qr"
    assert root.attrib["width"] == root.attrib["height"]
    assert root.attrib["viewBox"] == "0 0 {width} {height}".format(**root.attrib)


def test_less_correction_makes_a_smaller_symbol_of_a_long_text() -> None:
    assert side(qr.svg(ADDRESS * 4, "m")) < side(qr.svg(ADDRESS * 4))


def test_the_symbol_may_stand_on_a_page_as_it_is() -> None:
    assert isinstance(qr.svg(ADDRESS), SafeString)
    page = Template("{% load qr %}{% qr text %}").render(Context({"text": ADDRESS}))
    assert page == qr.svg(ADDRESS)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_nowhere_in_the_markup(text: str) -> None:
    markup = qr.svg(text)
    assert text not in markup
    for word in ("script", "onload", "style", "href", "javascript", "alert"):
        assert word not in markup


@settings(max_examples=25)
@given(TEXTS)
def test_every_text_becomes_paths_and_nothing_else(text: str) -> None:
    root = ElementTree.fromstring(qr.svg(text))  # noqa: S314  # our own markup
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "path"}
    allowed = {"width", "height", "class", "d", "stroke", "transform", "fill", "viewBox"}
    assert {name for element in root.iter() for name in element.attrib} <= allowed


@settings(max_examples=25)
@given(TEXTS)
def test_the_same_text_has_the_same_symbol(text: str) -> None:
    assert qr.svg(text) == qr.svg(text)


@settings(max_examples=25)
@given(TEXTS, TEXTS)
def test_different_texts_have_different_symbols(first: str, second: str) -> None:
    assert (qr.svg(first) == qr.svg(second)) is (first == second)


@pytest.mark.parametrize(("shorter", "longer"), [("A", ADDRESS), (ADDRESS, ADDRESS * 4)])
def test_a_longer_text_takes_a_larger_symbol(shorter: str, longer: str) -> None:
    assert side(qr.svg(shorter)) < side(qr.svg(longer))


def test_even_the_shortest_text_is_a_symbol_every_telephone_reads() -> None:
    # Micro QR would be smaller than 21 modules and a quiet zone of four on each side.
    assert side(qr.svg("A")) == (21 + 8) * qr.SCALE
