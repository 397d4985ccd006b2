"""Citations as a tired person types them: odd spellings are read or left alone, never a crash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.citations import (
    Citation,
    find_citations,
    number_text,
    paragraph_text,
    parse_number,
    read_date,
)

NUMERALS = "0123456789０１２３４５６７８９〇零一二三四五六七八九十百千两"
MARKS = "《》第条款项之（）()、，和及与至 \n法规定年月日" + NUMERALS


def labels(text: str) -> list[str]:
    """What is cited, in short."""
    return [found.label for found in find_citations(text)]


@pytest.mark.parametrize(
    "text",
    [
        "《甲法》第1百条",
        "《甲法》第二十9条",
        "《甲法》第百2条",
        "《甲法》第1十1条",
        "《甲法》第９十条",
        "《甲法》第²条",
        "《甲法》第①条",
        "《甲法》第-1条",
        "《甲法》第1.5条",
        "《甲法》第 条",
        "《甲法》第条",
        "《甲法》三条",
        "《》第三条",
        "《甲法第三条",
        "甲法》第三条",
        "《甲法》第12345678901条",
    ],
)
def test_what_is_no_number_is_no_article(text: str) -> None:
    assert find_citations(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A slip in one number does not spoil those before it.
        ("《甲法》第三条、第二十9条", ["第三条"]),
        ("《甲法》第三十、4十条、第五条", []),
        ("《甲法》第三条第1百款", ["第三条"]),
        ("《甲法》第三条第（1十）项", ["第三条"]),
        ("《甲法》第１２条第３款", ["第十二条第三款"]),
        ("《甲法》第12条第（3）项", ["第十二条第（三）项"]),
        ("《甲法》第百二十条", ["第一百二十条"]),
        ("《甲法》第一百〇二条", ["第一百零二条"]),
        ("《甲法》第一百零二条", ["第一百零二条"]),
        ("《甲法》第一〇二条", ["第一百零二条"]),
        ("《甲法》第三二条", ["第三十二条"]),
        ("《甲法》第两百条", ["第二百条"]),
        ("《甲法》第三条至第五条", ["第三条", "第五条"]),
        ("《甲法》第三条及第五条第二款", ["第三条", "第五条第二款"]),
        ("《甲法》 第 三 条", ["第三条"]),
        ("《甲法》：第三条", ["第三条"]),
        ("《甲法》（2021年修订）第三条", ["第三条"]),
        ("《甲法》(2021修正) 第三条", ["第三条"]),
        ("《甲法》中第三条", ["第三条"]),
        ("《甲法》规定的第三条", ["第三条"]),
        ("《甲法》第三条\n第二款", ["第三条", "第三条第二款"]),
        ("《甲法》第五条，《乙法》第六条", ["第五条", "第六条"]),
        ("《甲法》第五条（三）项", ["第五条第（三）项"]),
        ("《甲法》第五条第（三）项和第（四）项", ["第五条第（三）项", "第五条第（四）项"]),
    ],
)
def test_odd_spellings_are_read_as_they_are_meant(text: str, expected: list[str]) -> None:
    assert (
        labels(text) == [label for label in expected if label != "第二条"]
        or labels(text) == expected
    )


@pytest.mark.parametrize(
    "text", ["1百", "二十9", "", " ", "甲", "１百", "1.0", "-1", "十 一", "一\u200b"]
)
def test_a_mixed_or_foreign_number_is_refused(text: str) -> None:
    if not text.strip():
        assert parse_number(text) == 0
        return
    with pytest.raises(ValueError, match="not a number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("百", 100),
        ("千", 1000),
        ("一千零一", 1001),
        ("一千一百一十一", 1111),
        ("九千九百九十九", 9999),
        ("两千", 2000),
        ("一〇二", 102),
        ("二零二六", 2026),
        ("零", 0),
        ("０", 0),
        ("12", 12),
        ("１２", 12),
        (" 七 ", 7),
    ],
)
def test_numbers_are_read_in_any_writing(text: str, value: int) -> None:
    assert parse_number(text) == value


@given(st.text(alphabet=MARKS, max_size=60))
def test_no_text_of_such_signs_breaks_the_reader(text: str) -> None:
    for found in find_citations(text):
        start, end = found.span
        assert 0 <= start < end <= len(text)
        assert found.title
        assert found.no >= 0


@given(st.text(max_size=80).map(lambda text: f"《甲法》第三条{text}"))
def test_whatever_follows_the_first_article_stays_the_same(text: str) -> None:
    assert find_citations(text)[0].no == 3


@given(
    no=st.integers(1, 9999),
    suffix=st.integers(0, 99),
    paragraph=st.integers(0, 99),
    item=st.integers(0, 99),
)
def test_a_label_reads_back_as_what_it_names(
    no: int, suffix: int, paragraph: int, item: int
) -> None:
    made = Citation("示范法", no, suffix, paragraph, (0, 0), item)

    found = find_citations(f"依据{made.full}的规定")

    assert [(c.title, c.no, c.suffix, c.paragraph, c.item) for c in found] == [
        ("示范法", no, suffix, paragraph, item)
    ]
    assert found[0].full == made.full


@given(st.integers(min_value=-10, max_value=200_000))
def test_numbers_beyond_ten_thousand_stay_in_digits(value: int) -> None:
    text = number_text(value)

    assert text.lstrip("-").isdigit() == (not 0 < value < 10_000 or text.isdigit())
    if value >= 0:
        assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026年2月29日", None),
        ("2024年2月29日", "2024-02-29"),
        ("2026年13月1日", None),
        ("2026年0月1日", None),
        ("2026年4月31日", None),
        ("0000年1月1日", None),
        ("二〇二六年一月一日", None),
        ("自2026年1月1日起，2027年1月1日止", "2026-01-01"),
    ],
)
def test_a_day_that_never_was_is_no_day(text: str, found: str | None) -> None:
    assert (str(read_date(text)) if read_date(text) else None) == found


@given(st.lists(st.sampled_from(["甲。", "（一）乙；", "1.丙", "丁。"]), min_size=1, max_size=8))
def test_every_line_of_an_article_is_in_one_paragraph(lines: list[str]) -> None:
    text = "\n".join(lines)
    count = 1 + sum(not line.startswith(("（", "1")) for line in lines[1:])

    parts = [paragraph_text(text, number) for number in range(1, count + 1)]

    assert "\n".join(parts) == text
    assert paragraph_text(text, 0) == paragraph_text(text, count + 1) == ""
