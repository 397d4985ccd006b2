"""Whatever surrounds it and however it is typed, no given secret survives (generated texts)."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.identifiers import id_check_char, luhn_ok
from disclosure.redaction import Party, redact, redact_fields
from disclosure.redaction.spans import PERSON, Span, apply, merge, to_original

SURNAMES = ["张", "王", "李", "赵", "孙", "欧阳", "司马"]
GIVEN = "伟强丽娜军敏静磊艳勇"
NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(SURNAMES),
    st.text(GIVEN, min_size=2, max_size=2),
)
FRAMES = st.sampled_from(
    [
        ("", ""),
        ("经查，", "在示范路经营。"),
        ("对", "罚款200元"),
        ("附件：", ".pdf"),
        ("云市监罚〔2026〕1号-", ""),
        ("𠮷，", "，𠮷"),
        ("（", "）"),
        ("《中华人民共和国食品安全法》；", "违反规定案"),
    ]
)
SEPARATORS = st.sampled_from(["", " ", "-", "　", "\u200b", "\u00a0"])
REGIONS = st.sampled_from(["110101", "140524", "411202", "650104", "330102"])
OLDEST, YOUNGEST = date(1930, 1, 1), date(2007, 12, 31)
FAST = settings(max_examples=60, deadline=None)


def wide(text: str) -> str:
    """The digits as full-width characters."""
    return text.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A right identity number of an adult."""
    born = draw(st.dates(min_value=OLDEST, max_value=YOUNGEST))
    body = f"{draw(REGIONS)}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + id_check_char(body)


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    """A number of 16 to 19 digits that passes Luhn."""
    length = draw(st.integers(16, 19))
    tail = draw(st.integers(10 ** (length - 5), 10 ** (length - 4) - 1))
    body = f"622{tail}"[: length - 1]
    return next(body + d for d in "0123456789" if luhn_ok(body + d))


@FAST
@given(cards(), FRAMES, st.booleans(), st.booleans(), SEPARATORS)
def test_an_identity_number_never_survives(
    card: str, frame: tuple[str, str], is_wide: bool, is_lower: bool, gap: str
) -> None:
    typed = gap.join([card[:6], card[6:14], card[14:]])
    typed = wide(typed) if is_wide else typed
    typed = typed.lower() if is_lower else typed
    text = f"{frame[0]}{typed}{frame[1]}"
    result = redact(text)
    assert "ID_CARD" in {span.type for span in result.spans}
    assert typed[-4:] not in result.text
    assert (result.text.startswith(frame[0]), result.text.endswith(frame[1])) == (True, True)


@FAST
@given(bank_cards(), FRAMES, st.sampled_from(["", " ", "-", "　"]))
def test_a_bank_card_never_survives(card: str, frame: tuple[str, str], gap: str) -> None:
    typed = gap.join(card[i : i + 4] for i in range(0, len(card), 4))
    shown = redact(f"{frame[0]}卡号：{typed}{frame[1]}").text
    assert card not in re.sub(r"[\s-]", "", shown)


@FAST
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True), FRAMES)
def test_no_name_of_a_known_person_survives(names: list[str], frame: tuple[str, str]) -> None:
    people = [Party(name, PERSON, "当事人") for name in names]
    text = "；".join(f"{frame[0]}{name}{frame[1]}" for name in names)
    result = redact(text, people)
    assert not [name for name in names if name in result.text]
    assert {span.name for span in result.spans} == set(names)


@FAST
@given(st.lists(NAMES, min_size=2, max_size=6, unique=True))
def test_different_people_never_share_a_mask_and_one_keeps_his(names: list[str]) -> None:
    people = [Party(name, PERSON, "当事人") for name in names]
    text = "，".join([*names, *reversed(names)])
    masks = redact(text, people).text.split("，")
    assert len(set(masks)) == len(names)
    assert masks[: len(names)] == masks[len(names) :][::-1]


@FAST
@given(NAMES, st.lists(st.sampled_from(["title", "facts", "order", "extra"]), unique=True))
def test_a_name_is_masked_alike_in_every_field(name: str, keys: list[str]) -> None:
    fields = {key: f"{key}：{name}。" for key in keys}
    found = redact_fields(fields, [Party(name, PERSON, "当事人")])
    assert found.keys() == fields.keys()
    masks = {result.text.split("：")[1] for result in found.values()}
    assert len(masks) <= 1 and name not in "".join(masks)


@FAST
@given(NAMES, cards(), FRAMES)
def test_a_second_pass_finds_nothing_and_spans_rebuild_the_text(
    name: str, card: str, frame: tuple[str, str]
) -> None:
    people = [Party(name, PERSON, "当事人")]
    text = f"{frame[0]}{name}，身份证号{card}，{name}{frame[1]}"
    once = redact(text, people)
    assert apply(text, once.spans) == once.text
    assert redact(once.text, people).text == once.text


@st.composite
def many_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text of up to 40 characters and spans somewhere in it, in any order."""
    text = draw(st.text("甲乙丙𠮷12", min_size=1, max_size=40))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(places, max_size=8))
    return text, [Span(min(p), max(p), "T", "[x]", "r") for p in pairs]


@given(many_spans())
def test_merged_spans_hide_exactly_what_the_single_ones_do(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    merged = merge(spans)
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert {i for span in merged for i in range(span.start, span.end)} == covered
    assert all(a.end <= b.start for a, b in zip(merged, merged[1:], strict=False))
    kept = "".join(c for i, c in enumerate(text) if i not in covered)
    assert apply(text, merged).replace("[x]", "") == kept


@given(many_spans(), st.data())
def test_a_place_in_the_public_text_leads_back_to_the_same_characters(
    case: tuple[str, list[Span]], data: st.DataObject
) -> None:
    text, spans = case
    merged = merge(spans)
    shown = apply(text, merged)
    start = data.draw(st.integers(0, max(0, len(shown) - 1)))
    end = data.draw(st.integers(start, len(shown)))
    found = to_original(Span(start, end, "T", "", ""), merged)
    assert 0 <= found.start <= len(text) and found.end <= len(text)
    if start < end and "[" not in shown[start:end] and not set(shown[start:end]) & set("x]"):
        assert text[found.start : found.end] == shown[start:end]
