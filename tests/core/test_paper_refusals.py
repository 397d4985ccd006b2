"""Documents refused before the engine is asked: glyphs, contexts, machines, and what is no PDF."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import fonts, harfbuzz, pdf
from core.errors import RuleError
from core.fonts import UNSEEN, common_characters, missing

TEMPLATE = "documents/no_such_document.html"
KNOWN = frozenset(map(ord, "行政处罚决定书 ABC123〔〕"))


@pytest.fixture
def small_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font of a few characters, so that nothing has to be built."""
    monkeypatch.setattr(fonts, "coverage", lambda: KNOWN)


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that fails the test when it is reached."""

    def reached(*_given: object, **_named: object) -> None:
        pytest.fail("the engine was reached")

    monkeypatch.setattr(pdf, "_style", reached)


@pytest.mark.usefixtures("small_font")
@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("行政处罚", []),
        ("行政𠀀处罚𠀀", ["𠀀"]),
        ("é甲é乙", ["é", "甲", "乙"]),
        ("行\u200b政\u00ad\n\t\ufeff", []),
        ("行\u202e政", ["\u202e"]),
        ("", []),
    ],
)
def test_what_the_font_cannot_draw_is_listed_once_and_in_order(
    text: str, absent: list[str]
) -> None:
    assert missing(text) == absent


@pytest.mark.usefixtures("small_font")
def test_a_refusal_names_each_character_and_its_code() -> None:
    with pytest.raises(RuleError) as refused:
        pdf.refuse_missing("行政𠀀甲")
    assert "“𠀀”（U+20000）、“甲”（U+7532）" in refused.value.message
    assert refused.value.extra == ["𠀀", "甲"]
    assert refused.value.remedy
    pdf.refuse_missing("行政处罚决定书")


@pytest.mark.usefixtures("small_font")
@settings(max_examples=40)
@given(st.text(max_size=20))
def test_a_text_is_drawn_or_its_missing_characters_are_all_named(text: str) -> None:
    absent = missing(text)
    assert set(absent) == {char for char in text if ord(char) not in KNOWN | UNSEEN}
    assert len(absent) == len(set(absent))


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", 1j])
def test_a_context_that_is_not_plain_json_never_reaches_the_template(value: object) -> None:
    with pytest.raises(TypeError):
        pdf.render(TEMPLATE, {"title": value})


@pytest.mark.usefixtures("no_engine")
def test_without_the_engine_the_component_is_named_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "weasyprint", None)
    assert not pdf.available()
    with pytest.raises(RuleError, match="libpango") as refused:
        pdf.render(TEMPLATE, {"title": "决定书"})
    assert "管理员" in refused.value.remedy


@pytest.mark.parametrize("weight", sorted(fonts.WEIGHTS))
@pytest.mark.parametrize(
    ("font", "subsetter", "named"),
    [
        (False, True, "fonts-noto-cjk"),
        (True, False, "libharfbuzz-subset0"),
        (False, False, "fonts-noto-cjk"),
    ],
)
def test_a_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch,
    weight: int,
    font: bool,
    subsetter: bool,
    named: str,
    tmp_path: Any,
) -> None:
    monkeypatch.setattr(fonts, "source", lambda _weight: tmp_path if font else None)
    monkeypatch.setattr(harfbuzz, "available", lambda: subsetter)
    with pytest.raises(RuleError, match=named):
        fonts._required(weight)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<html>", b"\x00" * 64, "决定书".encode()])
def test_what_is_no_pdf_is_an_error_for_every_reader(data: bytes) -> None:
    for read in (pdf.page_count, pdf.text):
        with pytest.raises(ValueError, match="not a readable PDF"):
            read(data)


@pytest.mark.parametrize("text", ["罚款", "〔〕《》、。“”", "ΑΩаЯ", "①㎡℃", "ＡＢ１", "あア", "éü"])
def test_ordinary_text_needs_the_common_part_alone(text: str) -> None:
    assert set(map(ord, text)) <= common_characters()


@pytest.mark.parametrize("text", ["𠀀", "㐀", "龘", "龦"])
def test_rare_names_need_the_other_part(text: str) -> None:
    assert ord(text) not in common_characters()
