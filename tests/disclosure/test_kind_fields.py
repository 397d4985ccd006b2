"""Of coercion, inspections and levies the public reads what domain §6.15 lists, redacted like the rest."""

from typing import Any

import pytest
from django.utils import translation

from disclosure import comparison, kind_fields, projection
from disclosure.services import pipeline
from enforcement.models import Case, Decision, InspectionTask, Item, Party
from tests import coercion, factories
from tests.base import Cast, day

pytestmark = pytest.mark.django_db


def of_levy(cast: Cast, **fields: Any) -> Decision:
    """A draft of a levy, unsaved."""
    case = Case(
        agency=cast.bureau, kind="levy", cause="欠缴水资源费", title="水资源费征收", **fields
    )
    case.party = Party(name="云溪市晨星商贸有限公司", kind="org")
    return Decision(agency=cast.bureau, kind="levy", case=case, title="行政征收决定书")


def test_a_seizure_is_told_by_what_and_until_when_never_by_marks_or_owners(cast: Cast) -> None:
    case = coercion.case(cast.bureau)
    decision = coercion.passed(case, on=day(3, 16))
    measure = coercion.judged(
        coercion.planned(case), when=factories.at(day(3, 16), 9), reviewed=decision
    )
    coercion.enforced(measure, when=factories.at(day(3, 16), 10))
    said = kind_fields.said(decision)
    assert (said["coercion_kind"], said["subject"]) == ("扣押", "超过保质期的饼干12袋")
    assert (said["valid_from"], said["valid_to"]) == ("2026-03-16", "2026-04-15")
    assert (said["extended_to"], said["released_on"]) == ("", "")
    measure.refresh_from_db()
    coercion.released(measure, on=day(3, 20))
    assert kind_fields.said(decision)["released_on"] == "2026-03-20"
    built = dict(projection.build(decision)["sections"])
    assert built["强制种类"] == "扣押" and built["强制标的"] == "超过保质期的饼干12袋"
    for hidden in ("批号20250101", "库房"):
        assert hidden not in str(built), hidden


def test_what_was_only_asked_for_is_not_told(cast: Cast) -> None:
    case = coercion.case(cast.bureau)
    decision = coercion.passed(case, on=day(3, 16))
    coercion.judged(coercion.planned(case), when=factories.at(day(3, 16), 9), reviewed=decision)
    said = kind_fields.said(decision)
    assert (said["coercion_kind"], said["subject"], said["valid_to"]) == ("", "", "")


def test_an_inspection_says_kind_way_day_items_and_result(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="inspection")
    task = InspectionTask.objects.get(case=decision.case_id)
    said = kind_fields.said(decision)
    assert (said["inspection_type"], said["method"]) == ("日常检查", "现场检查")
    assert said["matter"] == "；".join(item.name for item in task.items.order_by("pk"))
    assert said["inspected_on"] == (task.arrived_on.isoformat() if task.arrived_on else "")
    assert said["joint"] == "否"
    task.joint_agencies.add(cast.other_bureau)
    assert kind_fields.said(decision)["joint"] == "是"


def test_the_result_of_an_inspection_is_told_in_words(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="inspection")
    for outcome, words in (("clean", "未发现问题"), ("rectify", "责令改正"), ("x", "")):
        decision.outcome = outcome
        assert kind_fields.said(decision)["check_result"] == words


def test_a_levy_is_named_by_its_item_or_its_cause(cast: Cast) -> None:
    assert kind_fields.said(of_levy(cast))["levy_item"] == "欠缴水资源费"
    named = kind_fields.said(of_levy(cast, item=Item(name="水资源费征收")))
    assert (named["item_name"], named["levy_item"]) == ("水资源费征收", "水资源费征收")


def test_every_heading_has_its_text_and_every_text_its_heading(cast: Cast) -> None:
    for decision in (
        coercion.passed(coercion.case(cast.bureau), on=day(3, 16)),
        factories.issued(cast.bureau, procedure="inspection"),
        of_levy(cast),
        factories.issued(cast.bureau),
        factories.issued(cast.bureau, procedure="permit"),
    ):
        known = kind_fields.said(decision).keys() | {"title"}
        assert known == {*kind_fields.HEADINGS[decision.kind], "title"}


def test_a_received_record_and_our_own_name_a_field_alike() -> None:
    # 文书名称; 期限, where a permit has 有效期; a representative whom only our own parties have.
    other = {"title", "valid_from", "valid_to", "legal_rep"}
    for named in kind_fields.HEADINGS.values():
        for key in named.keys() - other:
            assert projection.RECORD_HEADINGS[key] == named[key], key


def test_the_reviewer_sees_edits_and_hides_them_as_any_other_text(cast: Cast) -> None:
    decision = factories.served(cast.bureau, procedure="inspection")
    row = factories.duty(decision)
    found = {one.key: one for one in comparison.compare(decision, None)}
    assert found["inspection_type"].heading == "检查类型"
    assert "remedies" not in found
    edits = {"sections": [["检查事项", ""], ["检查方式", "现场检查（部分）"]]}
    version = pipeline.redact(row, by=cast.publisher, edits=edits)
    texts = dict(version.sections)
    assert "检查事项" not in texts and texts["检查方式"] == "现场检查（部分）"


def test_a_phone_in_a_name_of_an_item_is_hidden(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="inspection")
    item = decision.case.item
    assert item is not None
    item.name = "食品检查，咨询电话13900001234"
    texts = dict(projection.build(decision)["sections"])
    assert "13900001234" not in str(texts) and "食品检查" in texts["事项名称"]


def test_headings_are_published_in_chinese_whoever_edits(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="inspection")
    with translation.override("en"):
        headings = [heading for heading, _text in projection.build(decision)["sections"]]
        shown = {row.key: row.heading for row in comparison.compare(decision, None)}
        said = kind_fields.said(decision)
    assert {"事项名称", "检查类型", "依据"} <= set(headings)
    assert shown["basis"] == "依据"
    assert said == kind_fields.said(decision) and said["joint"] == "否"


@pytest.mark.parametrize("procedure", ["permit", "inspection"])
def test_only_a_penalty_has_facts_of_a_violation(cast: Cast, procedure: str) -> None:
    decision = factories.issued(cast.bureau, procedure=procedure)
    built = projection.build(decision)
    headings = [heading for heading, _text in built["sections"]]
    assert "事实" in headings and "违法事实或者认定事实" not in headings
    shown = {row.key: row.heading for row in comparison.compare(decision, None)}
    assert shown["facts"] == "事实"


def test_an_edit_of_the_facts_is_taken_under_either_heading(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="permit")
    built = projection.build(decision)
    for edits in (
        {"facts": "材料齐全。"},
        {"sections": [["事实", "材料齐全。"]]},
        {"sections": [["违法事实或者认定事实", "材料齐全。"]]},
    ):
        edited = projection.with_edits(built, edits, "permit")
        assert edited["facts"] == dict(edited["sections"])["事实"] == "材料齐全。"


def test_a_penalty_keeps_its_heading(cast: Cast) -> None:
    built = projection.build(factories.issued(cast.bureau))
    assert "违法事实或者认定事实" in dict(built["sections"])
    assert "事实" not in dict(built["sections"])
