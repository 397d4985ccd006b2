"""The papers of a visit say who, what, why, when and how often; and nothing that is not so."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from enforcement.codes import address
from enforcement.models import InspectionTask
from enforcement.services import cases
from recording import inspection_papers
from recording.models import Document, Step
from recording.services import documents
from recording.services import inspection_tasks as papers
from tests import factories
from tests.base import Cast, day
from tests.enforcement import visits as made
from tests.enforcement.prepared_visits import cap, in_state
from tests.enforcement.visits import FIRST, ON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def facts(task: InspectionTask) -> dict[str, str]:
    """What the papers say about the task, by label."""
    return dict(inspection_papers.facts(task))


def kept(task: InspectionTask, kind: str) -> Any:
    """The context of the only paper of a kind."""
    return documents.plain_context(Document.objects.get(case=task.case, kind=kind))


def test_a_plain_visit_says_what_is_known_and_leaves_out_the_rest(cast: Cast) -> None:
    task = made.approved(cast)
    said = facts(task)
    assert said["检查类型"] == "日常检查（现场检查）"
    assert said["任务来源"] == "其他来源：季度巡查安排"
    assert said["检查期间"] == "2026年3月4日至2026年3月20日"
    assert not {"联合检查机关", "协助检查人员"} & set(said)


@pytest.mark.parametrize(
    ("changes", "label", "words"),
    [
        ({"kind": "random", "method": "paper"}, "检查类型", "双随机检查（书面检查）"),
        ({"kind": "special", "method": "network"}, "检查类型", "专项检查（网络检查）"),
        ({"source": "draw", "source_note": ""}, "任务来源", "随机抽取"),
        (
            {"source": "complaint", "source_note": "12315登记3号"},
            "任务来源",
            "投诉举报：12315登记3号",
        ),
        ({"visit_to": None}, "检查期间", "2026年3月4日至检查办结"),
        ({"visit_to": FIRST}, "检查期间", "2026年3月4日至2026年3月4日"),
        ({"assistants": 2, "assistants_note": "检测所，抽样"}, "协助检查人员", "2名，检测所，抽样"),
    ],
)
def test_each_fact_has_its_words(
    cast: Cast, changes: dict[str, Any], label: str, words: str
) -> None:
    assert facts(made.planned(cast, **changes))[label] == words


def test_several_items_and_agencies_are_all_named(cast: Cast) -> None:
    things = [
        made.item(cast, "特种设备检查", basis_text="《特种设备安全法》第五十七条"),
        made.item(cast, "计量器具检查", basis_text=""),
        made.item(cast, "价格检查", basis_text="《价格法》第三十三条"),
    ]
    said = facts(made.planned(cast, items=things, joint_agencies=[cast.other_bureau]))
    assert said["检查事项"] == "特种设备检查；计量器具检查；价格检查"
    assert said["检查依据"] == "《特种设备安全法》第五十七条；《价格法》第三十三条"
    assert said["联合检查机关"] == cast.other_bureau.name


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"cap": None}, None),
        (
            {"cap": 2, "visits_before": 1, "cap_basis": "公告"},
            "2026年度此前1次，上限2次（公告）",
        ),
        (
            {
                "cap": 1,
                "visits_before": 1,
                "cap_basis": "公告",
                "exception": "data",
                "source_note": "预警7号",
            },
            "2026年度此前1次，上限1次（公告）；因上列线索确需检查",
        ),
    ],
)
def test_how_often_is_said_where_a_limit_applies(
    cast: Cast, values: dict[str, Any], words: str | None
) -> None:
    task = made.approved(cast)
    InspectionTask.objects.filter(pk=task.pk).update(**values)
    assert facts(made.fresh(task)).get("检查频次") == words


def test_the_papers_are_chinese_for_an_english_account(cast: Cast) -> None:
    task = made.approved(cast)
    with translation.override("en"):
        assert facts(task)["检查类型"] == "日常检查（现场检查）"
        assert facts(task)["任务来源"] == "其他来源：季度巡查安排"


def test_an_english_account_plans_and_approves_in_chinese(cast: Cast) -> None:
    with translation.override("en"):
        task = made.planned(cast)
        task = made.approve(task, cast)
    assert (task.case.source, task.opinion) == ("其他来源", "同意检查。")
    assert task.case.title.endswith("日常检查")


def test_the_approval_form_is_kept_with_the_first_record(cast: Cast) -> None:
    task = made.planned(cast, source="complaint", source_note="12315登记3号")
    cases.file(task.case, by=cast.unithead, on=ON, opinion="同意，注意冷链。")
    assert not Document.objects.exists()
    papers.notify(
        made.fresh(task),
        by=cast.officer1,
        at=factories.at(FIRST),
        receiver="钱试一",
        place="云溪市示范路1号",
        text="送达。",
    )
    context = kept(task, "inspection_approval")
    (opinion,) = context["opinions"]
    assert opinion["label"] == "审批意见"
    assert opinion["text"].startswith("同意，注意冷链。检查任务编号")
    assert (opinion["name"], opinion["date"]) == (cast.unithead.name, "2026-03-03")
    labels = dict(context["fields"])
    assert labels["任务来源"] == "投诉举报：12315登记3号"
    assert labels["案由"] == "食品经营日常监督检查"


def test_the_notice_carries_code_address_and_receiver(cast: Cast) -> None:
    cap(cast, 4)
    task = made.notified(cast)
    context = kept(task, "inspection_notice")
    assert (context["code"], context["code_url"]) == (task.code, address(task.code))
    assert context["opening"] == [inspection_papers.ANNOUNCED]
    when, *handed = context["closing"]
    assert when == "送达时间和地点：2026年3月4日10时00分，云溪市示范路1号。"
    assert handed == ["送达行政检查通知书。", "签收人：钱试一"]
    assert "上限4次（云市监公告〔2026〕1号）" in dict(context["fields"])["检查频次"]
    assert context["party"]
    assert {row["name"] for row in context["officers"]} == {"安试一", "安试二"}


def test_a_step_of_another_kind_bears_no_code(cast: Cast) -> None:
    case = factories.record(made.approved(cast).case, on=FIRST)
    step = Step.objects.get(case=case, kind="site_inspection")
    context = inspection_papers.for_step(step, cast.officers)
    assert "code" not in context
    assert "检查频次" not in dict(context["fields"])


def test_a_case_of_another_kind_has_the_usual_form(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True, on=day(3, 16))
    context = inspection_papers.for_filing(case, ON)
    assert context["opinions"][0]["label"] == "审批结果"
    assert "检查类型" not in dict(context["fields"])


@pytest.mark.parametrize("on", [ON, day(3, 5)])
def test_the_form_bears_the_day_of_the_approval(cast: Cast, on: date) -> None:
    task = made.approve(made.planned(cast), cast, on=on)
    (opinion,) = inspection_papers.for_filing(task.case, on)["opinions"]
    assert opinion["date"] == on.isoformat()


def test_a_task_without_its_head_shows_no_name(cast: Cast) -> None:
    task = in_state(cast, "planned")
    (opinion,) = inspection_papers.for_filing(task.case, ON)["opinions"]
    assert opinion["name"] == ""
