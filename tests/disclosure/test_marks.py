"""What a reviewer marks against the rules: shown with a reason, hidden under a rule, never a way around them."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleError
from disclosure import comparison, marks, presentation, projection
from disclosure.models import Publication, RedactedVersion
from disclosure.redaction.spans import rules
from disclosure.services import pipeline
from enforcement.models import Decision
from tests import factories
from tests.base import Cast

pytestmark = pytest.mark.django_db
SHOP, PHONE, WITNESS = "云溪市示范路1号3幢2单元501室", "13912345678", "孙试测"
FACTS = f"当事人柳试然（电话{PHONE}）在{SHOP}经营，证人{WITNESS}在场，配方为甲三乙七。"
HEADING = "违法事实或者认定事实"


@pytest.fixture
def pending(cast: Cast) -> Publication:
    person = factories.party(cast.bureau, "person", name="柳试然", phone="13800000000")
    return factories.duty(factories.issued(cast.bureau, of=person, facts=FACTS))


def decision_of(row: Publication) -> Decision:
    assert row.decision is not None
    return row.decision


def mark(text: str, *, act: str = "keep", why: str = "经营场所", field: str = "facts") -> Any:
    start = FACTS.index(text)
    return {"field": field, "start": start, "end": start + len(text), "act": act, "why": why}


def public_facts(row: Publication) -> str:
    return projection.hidden(decision_of(row))["facts"].text


def redact(cast: Cast, row: Publication, facts: str, *given: Any) -> RedactedVersion:
    edits = {"sections": [[HEADING, facts]]}
    return pipeline.redact(row, by=cast.publisher, edits=edits, marked=json.dumps(list(given)))


def shown_address(row: Publication) -> str:
    return public_facts(row).replace("[住址已隐去]", SHOP)


# -------------------------------------------------------------------------------- shown
def test_a_place_of_business_is_shown_with_its_reason(cast: Cast, pending: Publication) -> None:
    assert SHOP not in public_facts(pending)
    facts = shown_address(pending)
    with pytest.raises(RuleError, match="仍含应当隐去"):
        redact(cast, pending, facts)
    version = redact(cast, pending, facts, mark(SHOP))
    assert SHOP in version.facts and PHONE not in str(projection.shown(version))
    assert version.marks == [mark(SHOP)]
    assert "ADDRESS" not in {span["type"] for span in version.spans}
    assert version.sha256 == projection.digest(projection.shown(version))
    rows = comparison.compare(decision_of(pending), version)
    facts_row = next(row for row in rows if row.key == "facts")
    assert [piece.kept for piece in facts_row.original if piece.text == SHOP] == ["经营场所"]


def test_only_the_text_that_was_marked_is_shown(cast: Cast, pending: Publication) -> None:
    facts = shown_address(pending).replace("[手机号码已隐去]", PHONE)
    with pytest.raises(RuleError, match="仍含应当隐去"):
        redact(cast, pending, facts, mark(SHOP))
    other = shown_address(pending) + "又在云溪市示范路9号1幢1单元101室。"
    with pytest.raises(RuleError, match="仍含应当隐去"):
        redact(cast, pending, other, mark(SHOP))


@pytest.mark.parametrize("text", [PHONE, "柳试然"])
def test_a_party_and_a_number_of_a_person_are_never_shown(
    cast: Cast, pending: Publication, text: str
) -> None:
    with pytest.raises(RuleError, match="一律隐去") as refused:
        redact(cast, pending, FACTS, mark(text))
    assert "个人信息保护法" in refused.value.article


@pytest.mark.parametrize("why", ["", "  ", "理" * 201, "理\0由"])
def test_showing_needs_a_reason(cast: Cast, pending: Publication, why: str) -> None:
    with pytest.raises(RuleError, match="写明理由"):
        redact(cast, pending, shown_address(pending), mark(SHOP, why=why))
    assert not RedactedVersion.objects.exists()


# ------------------------------------------------------------------------------- hidden
def test_a_trade_secret_is_hidden_and_told_under_its_rule(cast: Cast, pending: Publication) -> None:
    secret = "配方为甲三乙七"
    given = mark(secret, act="hide", why="TRADE_SECRET")
    with pytest.raises(RuleError, match="仍在公开文本中") as refused:
        redact(cast, pending, public_facts(pending), given)
    assert "政府信息公开条例第十五条" in refused.value.article
    facts = public_facts(pending).replace(secret, rules()["TRADE_SECRET"].replacement)
    version = redact(cast, pending, facts, given)
    assert secret not in str(projection.shown(version)) and secret not in str(version.marks)
    told = {one.label: one.count for one in presentation.hidden(version)}
    assert told["商业秘密"] == 1 and told["手机号码"] == 1


def test_it_may_not_stand_in_the_title_either(cast: Cast, pending: Publication) -> None:
    secret = "配方为甲三乙七"
    facts = public_facts(pending).replace(secret, "")
    edits = {"sections": [[HEADING, facts]], "title": secret}
    given = json.dumps([mark(secret, act="hide", why="PRIVACY")])
    with pytest.raises(RuleError, match="仍在公开文本中"):
        pipeline.redact(pending, by=cast.publisher, edits=edits, marked=given)


# ----------------------------------------------------------------------------- later versions
def test_a_correction_keeps_what_was_marked(cast: Cast, pending: Publication) -> None:
    """The text shown may be handed in again; and what was hidden by hand does not come back."""
    secret = "配方为甲三乙七"
    facts = shown_address(pending).replace(secret, "[商业秘密已隐去]")
    hide = mark(secret, act="hide", why="TRADE_SECRET")
    first = redact(cast, pending, facts, mark(SHOP), hide)
    pending.refresh_from_db()
    edits = {"title": "更正后的标题", "sections": [[HEADING, facts]]}
    again = pipeline.propose(pending, by=cast.publisher, edits=edits)
    assert (again.marks, again.facts, again.spans) == (first.marks, facts, first.spans)
    with pytest.raises(RuleError, match="仍在公开文本中"):
        pipeline.propose(pending, by=cast.publisher, edits={"title": "更正后的标题"})
    with pytest.raises(RuleError, match="仍含应当隐去"):
        pipeline.propose(pending, by=cast.publisher, edits=edits, marked="")


def test_the_screen_shows_earlier_marks_where_they_are(cast: Cast, pending: Publication) -> None:
    secret = "配方为甲三乙七"
    facts = shown_address(pending).replace(secret, "")
    given = [mark(SHOP), mark(secret, act="hide", why="PRIVACY")]
    version = redact(cast, pending, facts, *given)
    rows = comparison.compare(decision_of(pending), version)
    shown = next(row for row in rows if row.key == "facts").original
    assert "".join(piece.text for piece in shown) == FACTS
    assert [piece.text for piece in shown if piece.rule == "PRIVACY"] == [secret]
    assert [piece.text for piece in shown if piece.kept] == [SHOP]


# --------------------------------------------------------------------------------- bad marks
@pytest.mark.parametrize(
    "text",
    [
        "x",
        "{}",
        "null",
        "[1]",
        "[{}]",
        "[" * 30_000,
        json.dumps([{**mark(SHOP), "more": 1}]),
        json.dumps([{**mark(SHOP), "start": "1"}]),
        json.dumps([{**mark(SHOP), "start": True}]),
        json.dumps([{**mark(SHOP), "start": -1}]),
        json.dumps([{**mark(SHOP), "end": 10**9}]),
        json.dumps([{**mark(SHOP), "end": mark(SHOP)["end"] - 1}]),
        json.dumps([{**mark(SHOP), "field": "remedies"}]),
        json.dumps([{**mark(SHOP), "act": "show"}]),
        json.dumps([mark("配方", act="keep")]),
        json.dumps([mark("配方", act="hide", why="PERSON")]),
        json.dumps([mark("配方", act="hide", why="none")]),
        json.dumps([mark(SHOP)] * 201),
    ],
)
def test_what_is_no_mark_of_this_text_is_refused(
    cast: Cast, pending: Publication, text: str
) -> None:
    with pytest.raises(RuleError, match="与原文不符") as refused:
        pipeline.redact(pending, by=cast.publisher, marked=text)
    assert "重新打开" in refused.value.remedy
    assert not RedactedVersion.objects.exists()


RANGES = st.tuples(st.integers(-2, len(FACTS) + 2), st.integers(-2, len(FACTS) + 2))
ANY = st.lists(
    st.builds(
        lambda ends, act, why, field: {
            "field": field, "start": ends[0], "end": ends[1], "act": act, "why": why
        },
        RANGES,
        st.sampled_from(["keep", "hide"]),
        st.sampled_from(["经营场所", "TRADE_SECRET", "PERSON", ""]),
        st.sampled_from(["facts", "case_title", "party_name", "nothing"]),
    ),
    max_size=4,
)  # fmt: skip


def test_no_marks_whatever_show_a_party_or_a_number(cast: Cast, pending: Publication) -> None:
    """Whatever is marked, either it is refused or what must stay hidden is still found to leak."""
    decision = decision_of(pending)
    fields = projection.with_edits(projection.build(decision), {"sections": [[HEADING, FACTS]]})

    @given(ANY)
    @settings(max_examples=150, deadline=None)
    def tried(given_marks: list[Any]) -> None:
        try:
            found = marks.read(json.dumps(given_marks), decision)
        except RuleError:
            return
        assert {"PERSON", "MOBILE"} <= {
            span.type
            for span in projection.hidden(decision)["facts"].spans
            if (span.type, FACTS[span.start : span.end]) not in found.texts()
        }
        assert projection.leaks(fields, decision, found.texts())

    tried()


# ----------------------------------------------------------------------------- as a table
def test_what_may_be_shown_is_never_a_number_of_a_person() -> None:
    never = {"ID_CARD", "MOBILE", "PASSPORT", "HMT_PERMIT", "BANK_ACCOUNT", "HEALTH"}
    assert not [kind for kind in (*never, "SOCIAL_ACCOUNT") if marks.may_keep(kind)]
    assert marks.may_keep("ADDRESS") and marks.may_keep("PERSON")
    assert all(rule.keep is False for rule in marks.manual().values())
    assert set(marks.manual()) == {"TRADE_SECRET", "PRIVACY", "IDENTIFYING"}


def test_the_database_keeps_what_was_marked(cast: Cast, pending: Publication) -> None:
    version = redact(cast, pending, shown_address(pending), mark(SHOP))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE disclosure_redactedversion SET marks = NULL")
    version.refresh_from_db()
    assert version.marks


def test_the_second_person_reads_each_mark_with_its_reason(
    cast: Cast, pending: Publication
) -> None:
    redact(cast, pending, shown_address(pending), mark(SHOP, why="食品经营许可证载明的经营场所"))
    page = cast.client("publisher2").get(f"/office/publications/{pending.pk}/").content.decode()
    assert "恢复显示：食品经营许可证载明的经营场所" in page
    assert (
        "data-redaction"
        in cast.client("publisher")
        .get(f"/office/publications/{factories.duty(factories.issued(cast.bureau)).pk}/")
        .content.decode()
    )
