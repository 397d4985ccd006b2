"""What holds for every text: idempotent, ordered, exact, and nothing inserted survives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.identifiers import id_check_char, luhn_ok
from disclosure.redaction import Redacted, mask_name, redact
from disclosure.redaction.spans import Span, apply, merge, to_original

PIECES = [
    "当事人：王小明，男，汉族，",
    "1985年3月2日出生，",
    "身份证号码：11010519491231002X，",
    "住址：某市和平区建设大道9号7栋5单元2432室。",
    "联系电话：13800138000",
    "执法人员李明、王强",
    "证人王强、赵小红证实，",
    "某某食品有限公司（法定代表人：孙立）",
    "账号：6228480402564890018",
    "驾驶浙A12345",
    "依据《中华人民共和国行政处罚法》第三十二条第（一）项，",
    "罚款466,237.25元。",
    "\n",
    " ",
    "，",
    "买买提·吐尔逊",
    "王某1",
    "[住址已隐去]",
    "我局地址：某市某路1号，电话：0571-87654321",
    "患有糖尿病",
    "王小明违反规定案",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.text("张王李一二三某：，。、（）男的在 0123456789X·\n", max_size=12),
    ),
    max_size=12,
).map("".join)


def check(text: str, result: Redacted) -> None:
    position = 0
    for span in result.spans:
        assert position <= span.start < span.end <= len(text)
        position = span.end
    assert apply(text, result.spans) == result.text


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_spans_are_ordered_apart_and_rebuild_the_public_text(text: str) -> None:
    check(text, redact(text))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_replacement_contains_what_it_replaces(text: str) -> None:
    for span in redact(text).spans:
        assert text[span.start : span.end] not in span.replacement


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.dates().filter(lambda d: 1900 <= d.year <= 2020), st.integers(0, 999))
def test_an_inserted_identity_number_never_survives(
    before: str, after: str, born: object, order: int
) -> None:
    body = f"330102{str(born).replace('-', '')}{order:03d}"
    number = body + id_check_char(body)
    assert number not in redact(f"{before}，{number}。{after}").text


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.integers(3, 9), st.integers(0, 10**9 - 1))
def test_an_inserted_mobile_number_never_survives(
    before: str, after: str, second: int, rest: int
) -> None:
    number = f"1{second}{rest:09d}"
    assert number not in redact(f"{before}，{number}。{after}").text


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.integers(0, 10**12 - 1))
def test_an_inserted_bank_card_never_survives(before: str, after: str, rest: int) -> None:
    body = f"622{rest:012d}"
    number = next(body + d for d in "0123456789" if luhn_ok(body + d))
    if len(set(number)) >= 4:
        assert number not in redact(f"{before}，{number}。{after}").text


@given(st.text("张王欧阳买提·ABC三四", min_size=2, max_size=8))
def test_a_mask_is_never_longer_than_three_characters_and_never_the_name(name: str) -> None:
    masked = mask_name(name)
    assert masked != name
    assert len(masked) <= 4
    assert masked.endswith("某")


def test_overlapping_spans_become_one_told_as_the_longest() -> None:
    spans = [Span(0, 4, "A", "a", ""), Span(2, 9, "B", "b", ""), Span(9, 10, "C", "c", "")]
    assert [(s.start, s.end, s.type) for s in merge(spans)] == [(0, 9, "B"), (9, 10, "C")]


def test_a_span_of_the_redacted_text_is_moved_back_to_the_original() -> None:
    text, first = "0123456789", [Span(2, 5, "A", "[hidden]", "")]
    shown = apply(text, first)
    start = shown.index("67")
    moved = to_original(Span(start, start + 2, "B", "", ""), first)
    assert text[moved.start : moved.end] == "67"
    inside = to_original(Span(4, len(shown), "B", "", ""), first)
    assert (inside.start, inside.end) == (2, 10)
