"""An editor may only take away: every text of a projection is checked, whatever it is called."""

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError, StaleError
from disclosure import projection
from disclosure.models import Publication, RedactedVersion
from disclosure.services import pipeline, search_index
from enforcement.models import Agency, Case, Decision, Party
from tests import factories
from tests.base import Cast, day

NAME, PHONE, CARD = "柳试然", "13912345678", "11010519491231002X"
REMEDIES = "可以自收到本决定书之日起六十日内向云溪市人民政府申请行政复议，电话0398-2812345。"


def decision(**texts: str) -> Decision:
    """A decision that stands in no database."""
    agency = Agency(name="云溪市城市管理局", profile="sanmenxia_gov", path="0001", depth=1)
    party = Party(agency=agency, kind="person", name=NAME, legal_rep="")
    case = Case(agency=agency, party=party, title=f"{NAME}占道经营案")
    return Decision(agency=agency, case=case, kind="penalty", remedies=REMEDIES, **texts)


def fields(**sections: str) -> dict[str, Any]:
    """A projection with these sections, by heading, and the agency's own remedies."""
    whole = {"违法事实或者认定事实": "占道经营。", **sections, "救济途径": REMEDIES}
    return {
        "title": "柳某某占道经营案",
        "facts": "占道经营。",
        "basis": "",
        "result": "",
        "sections": [[heading, text] for heading, text in whole.items()],
    }


# ---------------------------------------------------------------------------------- leaks
@pytest.mark.parametrize(
    "secret",
    [
        NAME,
        "柳 试 然",
        f"电话{PHONE}",
        "电话 139-1234-5678",
        f"身份证号{CARD}",
        "驾驶豫A12345",
        "住云溪市示范路88号3单元502室",
    ],
)
@pytest.mark.parametrize(
    "place", ["title", "依据", "决定内容", "责令改正", "救济途径", "违法事实或者认定事实"]
)
def test_a_secret_typed_anywhere_is_found(secret: str, place: str) -> None:
    edited = fields()
    if place == "title":
        edited["title"] = f"关于{secret}"
    else:
        edited["sections"] = [*edited["sections"], [place, f"补充：{secret}。"]]
    found = projection.leaks(edited, decision())
    assert found and all(secret not in words for words in found)
    # It says where, as the page calls it: eight texts need not be searched.
    assert all(words.startswith("标题：" if place == "title" else f"{place}：") for words in found)


def test_the_agencys_own_remedies_are_no_leak_as_they_stand() -> None:
    assert projection.leaks(fields(), decision()) == []
    changed = fields()
    changed["sections"][-1][1] = REMEDIES + f"联系{NAME}。"
    assert projection.leaks(changed, decision()) != []


def test_what_is_already_masked_is_no_leak() -> None:
    shown = fields(证据="柳某某的陈述，[身份证号码已隐去]，[手机号码已隐去]，[住址已隐去]。")
    assert projection.leaks(shown, decision()) == []


# ---------------------------------------------------------------------------------- edits
def test_an_edit_replaces_a_text_and_its_section_together() -> None:
    edited = projection.with_edits(fields(决定内容="罚款200元。"), {"result": "罚款。"})
    assert edited["result"] == "罚款。"
    assert ["决定内容", "罚款。"] in edited["sections"]
    other = projection.with_edits(
        fields(决定内容="罚款200元。"), {"sections": [["决定内容", "警告。"]]}
    )
    assert other["result"] == "警告。"


def test_a_section_left_without_text_is_not_shown_and_the_order_stays() -> None:
    start = fields(证据="照片。", 决定内容="罚款200元。")
    edited = projection.with_edits(start, {"sections": [["证据", "  \n "]]})
    assert [heading for heading, _text in edited["sections"]] == [
        "违法事实或者认定事实",
        "决定内容",
        "救济途径",
    ]


@pytest.mark.parametrize("heading", ["新的部分", "", " 证据", "facts", "<b>证据</b>"])
def test_a_part_the_decision_does_not_have_cannot_be_added(heading: str) -> None:
    with pytest.raises(RuleError, match="不能增加"):
        projection.with_edits(fields(证据="照片。"), {"sections": [[heading, "多出来的话。"]]})


def test_the_digest_changes_with_everything_that_is_shown_and_with_nothing_else() -> None:
    start = fields()
    first = projection.digest(start)
    assert projection.digest(dict(reversed(start.items()))) == first
    for key in start:
        changed = {**start, key: "别的"}
        assert projection.digest(changed) != first, key


# ---------------------------------------------------------------------------------- the road
@pytest.fixture
def row(cast: Cast) -> Publication:
    person = factories.party(cast.bureau, "person", name=NAME, phone=PHONE)
    facts = f"当事人{NAME}（电话{PHONE}）在示范路摆摊。"
    return factories.duty(factories.issued(cast.bureau, of=person, facts=facts))


def test_a_draft_hides_what_must_be_hidden_and_keeps_what_is_fixed(
    cast: Cast, row: Publication
) -> None:
    with pytest.raises(RuleError, match="应当隐去"):
        pipeline.redact(row, by=cast.publisher, edits={"sections": [["救济途径", PHONE]]})
    for field in ("doc_no", "status", "sha256", "officers", "fine_cents", "remedies"):
        with pytest.raises(ValueError, match="not editable"):
            pipeline.redact(row, by=cast.publisher, edits={field: "1"})
    assert not RedactedVersion.objects.exists()

    first = pipeline.redact(row, by=cast.publisher, edits={"title": "占道经营案"})
    row.refresh_from_db()
    assert (row.status, row.shown_id, first.title) == ("redacted", first.pk, "占道经营案")
    assert NAME not in search_index.text_of(first) and PHONE not in search_index.text_of(first)


def approved(cast: Cast, row: Publication) -> RedactedVersion:
    """What the second person approved of the first one's text."""
    version = pipeline.redact(row, by=cast.publisher)
    pipeline.approve(row, by=cast.publisher2, seen=version.sha256, examined=True)
    row.refresh_from_db()
    return version


def test_a_text_is_approved_by_another_who_saw_it(cast: Cast, row: Publication) -> None:
    first = pipeline.redact(row, by=cast.publisher)
    with pytest.raises(RuleError, match="不得审批自己"):
        pipeline.approve(row, by=cast.publisher, examined=True)
    with pytest.raises(StaleError):
        pipeline.approve(row, by=cast.publisher2, seen="0" * 64, examined=True)
    row.refresh_from_db()
    assert row.status == "redacted"

    pipeline.approve(row, by=cast.publisher2, seen=first.sha256, examined=True)
    row.refresh_from_db()
    assert (row.status, row.approved_by) == ("approved", cast.publisher2)


def test_whoever_touches_the_text_again_takes_the_approval_away(
    cast: Cast, row: Publication
) -> None:
    approved(cast, row)
    second = pipeline.redact(row, by=cast.publisher2)
    row.refresh_from_db()
    assert (row.status, row.approved_by, row.approved_at) == ("redacted", None, None)
    with pytest.raises(RuleError):
        pipeline.publish(row, by=cast.publisher, on=day(3, 18))
    with pytest.raises(RuleError, match="不得审批自己"):
        pipeline.approve(row, by=cast.publisher2, seen=second.sha256, examined=True)
    with pytest.raises(RuleError, match="说明理由"):
        pipeline.send_back(row, by=cast.publisher, reason=" \n")
    assert RedactedVersion.objects.filter(publication=row).count() == 2


def test_what_is_public_has_its_day_and_leaves_with_a_reason(cast: Cast, row: Publication) -> None:
    approved(cast, row)
    before: date = row.decided_on.replace(day=row.decided_on.day - 1)
    with pytest.raises(RuleError, match="不能早于"):
        pipeline.publish(row, by=cast.publisher, on=before)
    pipeline.publish(row, by=cast.publisher, on=day(3, 18))
    row.refresh_from_db()
    assert (row.status, row.first_published_on) == ("published", day(3, 18))

    for reason in ("", "  ", f"{NAME}申请", f"请拨打{PHONE}"):
        with pytest.raises(RuleError):
            pipeline.withdraw(
                row, by=cast.publisher, on=day(3, 20), reason=reason, ground="content"
            )
    with pytest.raises(RuleError):
        pipeline.withhold(row, by=cast.publisher, on=day(3, 20), code="secret", reason="秘密")
    row.refresh_from_db()
    assert row.status == "published"


def test_withholding_takes_a_reason_of_the_law_in_words(cast: Cast, row: Publication) -> None:
    for code, reason in (("", "理由"), ("minor", "理由"), ("x", "理由"), ("secret", " ")):
        with pytest.raises(RuleError) as refused:
            pipeline.withhold(row, by=cast.publisher, on=day(3, 18), code=code, reason=reason)
        assert refused.value.field in ("code", "reason")
    row.refresh_from_db()
    assert row.status == "pending"
