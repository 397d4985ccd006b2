"""Citations in the forms decisions really use, and texts that only look like citations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcement.citations import find_citations, number_text, parse_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "依据《行政处罚法》第三十三条第一款之规定",
            ["《行政处罚法》第三十三条第一款"],
        ),
        ("根据《食品安全法》第124条第1款第5项", ["《食品安全法》第一百二十四条第一款第（五）项"]),
        (
            "《消防法》第六十条第一款第（一）项至第（三）项",
            ["《消防法》第六十条第一款第（一）项", "《消防法》第六十条第一款第（三）项"],
        ),
        (
            "《甲法》第十条第二款第（一）项、第十一条第（二）项",
            ["《甲法》第十条第二款第（一）项", "《甲法》第十一条第（二）项"],
        ),
        (
            "《行政处罚法》第三十二条第（一）、（二）项",
            ["《行政处罚法》第三十二条第（一）项", "《行政处罚法》第三十二条第（二）项"],
        ),
        (
            "《行政许可法》第三十八条第一、二款",
            ["《行政许可法》第三十八条第一款", "《行政许可法》第三十八条第二款"],
        ),
        ("《甲法》第十条第一款和第二款", ["《甲法》第十条第一款", "《甲法》第十条第二款"]),
        ("《刑法》第一百三十三条之一第一款", ["《刑法》第一百三十三条之一第一款"]),
        ("《甲规定》第三条之十一", ["《甲规定》第三条之十一"]),
        ("《城市管理执法办法》（住建部令第34号）第三十条", ["《城市管理执法办法》第三十条"]),
        ("《甲法》（以下简称甲法）第五条", ["《甲法》第五条"]),
        ("《甲法》之第五条", ["《甲法》第五条"]),
        ("《行政处罚法》 第 三十二 条", ["《行政处罚法》第三十二条"]),
        ("《公司法》第二百一十一条", ["《公司法》第二百一十一条"]),
        ("《甲法》第四条；《乙条例》第五条", ["《甲法》第四条", "《乙条例》第五条"]),
        ("违反道路运输条例第五条", ["《道路运输条例》第五条"]),
        ("依据中华人民共和国价格法第十四条", ["《中华人民共和国价格法》第十四条"]),
    ],
)
def test_a_citation_is_read_to_its_last_number(text: str, expected: list[str]) -> None:
    assert [c.full for c in find_citations(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "依照本法第三条",
        "违反本条例第五条的，处罚款",
        "该办法第六条",
        "第三条规定如下",
        "《甲法》，一款食品不合格",
        "《甲公司章程》没有第几条",
        "《甲法》第百款",
        "",
    ],
)
def test_what_names_no_statute_or_no_article_is_no_citation(text: str) -> None:
    assert find_citations(text) == []


def test_an_article_is_not_followed_into_the_next_sentence() -> None:
    found = find_citations("违反《甲法》第五条。一款食品不合格，第六条另述。")
    assert [c.label for c in found] == ["第五条"]


NUMBERS = st.integers(1, 9999)


@given(NUMBERS)
def test_every_article_number_reads_back(value: int) -> None:
    assert parse_number(number_text(value)) == value


@given(
    st.lists(
        st.tuples(NUMBERS, st.integers(0, 10), st.integers(0, 20), st.integers(0, 30)),
        min_size=1,
        max_size=4,
    )
)
def test_the_label_of_a_citation_reads_back_as_the_same_citation(
    wanted: list[tuple[int, int, int, int]],
) -> None:
    text = "；".join(
        f"《甲法》第{number_text(no)}条"
        + (f"之{number_text(suffix)}" if suffix else "")
        + (f"第{number_text(paragraph)}款" if paragraph else "")
        + (f"第（{number_text(item)}）项" if item else "")
        for no, suffix, paragraph, item in wanted
    )
    found = find_citations(text)
    assert [(c.no, c.suffix, c.paragraph, c.item) for c in found] == wanted
    assert "；".join(c.full for c in found) == text
    assert "；".join(text[slice(*c.span)] for c in found) == text


@settings(max_examples=200)
@given(st.text("《》〈〉第一二十百零〇5条款项之（）()、，和 法本甲", max_size=40))
def test_no_text_breaks_the_reader_and_spans_are_in_order(text: str) -> None:
    found = find_citations(text)
    assert all(0 <= start < end <= len(text) for start, end in (c.span for c in found))
    starts = [c.span[0] for c in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize("text", ["百分", "12a", "第五", "²", "五.5"])
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="number|invalid"):
        parse_number(text)
