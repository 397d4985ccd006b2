"""The pages of discretion in each state: what they show, what they keep of a wrong entry, who sees them."""

from typing import Any

import pytest
from django.urls import reverse

from enforcement import circumstances
from enforcement.models import Benchmark, Decision, Departure
from enforcement.services import benchmarks
from recording.models import Document
from tests.base import Cast, day
from tests.enforcement.dossier import again, draft, page, said
from tests.enforcement.weighed import (
    ABOVE,
    EASED,
    OPINION,
    PAST,
    WHY,
    approve,
    departed,
    in_state,
)
from tests.gauges import (
    AGAIN,
    PROMPT,
    STEPS,
    VIOLATION,
    announced,
    benchmark,
    by_value,
    tier,
    weigh,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
REFUSED = "当前状态下不能办理本事项"


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


def entry(chosen: Benchmark, degree: str = "lighter", **changes: Any) -> dict[str, Any]:
    """What the form of the weighing sends."""
    given = {"benchmark": chosen.pk, "tier": tier(chosen, degree).pk, "conditions": [PROMPT]}
    return {**given, **changes}


# ------------------------------------------------------------------------- the page of a draft
def test_a_draft_that_says_nothing_shows_what_is_missing(cast: Cast, row: Decision) -> None:
    benchmark(cast.bureau)

    text = page(cast.client("officer1"), "decision-discretion", row.pk)

    assert "草案没有适用裁量基准。" in text
    assert "尚未写明。" in text
    assert "该违法行为有裁量基准（云市监规〔2025〕1号），草案没有适用。" in text
    assert reverse("decision-weigh", args=[row.pk]) in text
    assert reverse("decision-comparison", args=[row.pk]) not in text


def test_a_departure_is_shown_until_it_is_approved(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    before = page(cast.client("head"), "decision-discretion", row.pk)
    assert "偏离尚未批准。" in before
    assert f"偏离该阶次的理由：{WHY}" in before

    approve(cast, found, organ="局长办公会", doc_no="2026年第3次")

    after = page(cast.client("head"), "decision-discretion", row.pk)
    assert "偏离尚未批准。" not in after
    for words in ("本机关主要负责人批准", OPINION, "局长办公会", "2026年第3次", cast.head.name):
        assert words in after


@pytest.mark.parametrize(("name", "offered"), [("head", True), ("officer1", False)])
def test_only_who_decides_is_led_to_the_approval(
    cast: Cast, row: Decision, name: str, offered: bool
) -> None:
    departed(cast, row)
    text = page(cast.client(name), "decision-discretion", row.pk)

    assert (reverse("departure-approve", args=[row.pk]) in text) is offered
    assert (reverse("decision-weigh", args=[row.pk]) in text) is not offered


@pytest.mark.parametrize("status", PAST)
def test_what_is_no_draft_is_shown_and_not_changed(cast: Cast, status: str) -> None:
    row = in_state(cast, status)
    client = cast.client("officer1")
    text = page(client, "decision-discretion", row.pk)

    assert "裁量是否齐备" not in text
    assert reverse("decision-weigh", args=[row.pk]) not in text
    assert REFUSED in page(client, "decision-weigh", row.pk)
    assert REFUSED in page(cast.client("head"), "departure-approve", row.pk)


@pytest.mark.parametrize("status", ["issued", "served"])
def test_a_form_sent_too_late_says_so(cast: Cast, status: str) -> None:
    row = in_state(cast, status)

    text = said(cast.client("officer1"), "decision-weigh", {"fact_merit": "检举属实"}, row.pk)

    assert "决定已经作出，内容不得修改。" in text
    assert "检举属实" in text
    assert again(row).circumstances is None


def test_who_is_not_on_the_case_is_told_so_on_the_form(cast: Cast, row: Decision) -> None:
    third = cast.officer2
    row.case.assignments.filter(officer__account=third).update(until=day(3, 10))

    text = said(cast.client("officer2"), "decision-weigh", {"fact_merit": "检举属实"}, row.pk)

    assert "只有本案承办人员可以办理。" in text


@pytest.mark.parametrize("name", ["head", "reviewer", "publisher", "listadmin"])
def test_who_does_not_draft_has_no_form(cast: Cast, row: Decision, name: str) -> None:
    assert cast.client(name).get(reverse("decision-weigh", args=[row.pk])).status_code == 403


# ------------------------------------------------------------------------- the form of the weighing
def test_the_form_shows_all_that_is_on_record(cast: Cast, row: Decision) -> None:
    chosen = by_value(cast.bureau, measure_name="销售数量（袋）")
    given: dict[str, Any] = {
        "conditions": [],
        "base_cents": 30_050,
        "departure": WHY,
        "education": "当场教育。",
    }
    weigh(row, chosen, facts={"merit": "检举属实。"}, **given)

    text = page(cast.client("officer1"), "decision-weigh", row.pk)

    for words in ("300.5", WHY, "当场教育。", "检举属实。", "销售数量（袋）", "货值金额（元）"):
        assert words in text
    assert "从轻处罚：货值金额的5倍以上7倍以下（不含本数）" in text


def test_two_benchmarks_are_named_and_none_is_proposed(cast: Cast, row: Decision) -> None:
    own, ratio = benchmark(cast.bureau), by_value(cast.bureau, doc_no="云市监规〔2025〕4号")

    text = page(cast.client("officer1"), "decision-weigh", row.pk)

    assert f"{own}、{ratio}" in text
    assert " selected>" not in text.split('name="benchmark"')[1].split("</select>")[0].replace(
        '<option value="" selected>', ""
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"conditions": ["天气不好"]}, "天气不好"),
        ({"measure": "很多"}, "数"),
        ({"measure": "-1"}, "0"),
        ({"base": "1.234"}, "2"),
        ({"fact_merit": "长" * 1001}, "1000"),
        ({"tier": "99999999"}, "提交的内容有误"),
    ],
)
def test_what_the_form_does_not_take_is_kept_and_named(
    cast: Cast, row: Decision, changes: dict[str, Any], words: str
) -> None:
    chosen = by_value(cast.bureau, measure_name="销售数量（袋）")
    typed = {"base": "300", "fact_coerced": "受雇主胁迫。", "conditions": [], **changes}
    given = {**entry(chosen), **typed}

    text = said(cast.client("officer1"), "decision-weigh", given, row.pk)

    assert words in text
    assert "受雇主胁迫。" in text
    found = again(row)
    assert (found.benchmark, found.circumstances) == (None, None)


def test_a_fine_below_the_range_is_refused_on_the_form_and_taken_with_a_ground(
    cast: Cast, row: Decision
) -> None:
    chosen, client = by_value(cast.bureau), cast.client("officer1")
    given = entry(chosen, base="1000", conditions=[])
    assert "没有法定减轻处罚情节" in said(client, "decision-weigh", given, row.pk)

    ground = {f"fact_{code}": text for code, text in EASED.items()}
    answer = client.post(reverse("decision-weigh", args=[row.pk]), {**given, **ground})

    assert answer["Location"] == reverse("decision-discretion", args=[row.pk])
    assert again(row).circumstances == EASED
    assert again(row).base_cents == 100_000


def test_without_a_benchmark_the_circumstances_are_saved_alone(cast: Cast, row: Decision) -> None:
    codes = [code for code in circumstances.table() if code not in {"under_age", "minor"}]
    given = {f"fact_{code}": f"{code}：有证据。" for code in codes}

    cast.client("officer1").post(reverse("decision-weigh", args=[row.pk]), given)

    assert again(row).circumstances == {code: f"{code}：有证据。" for code in codes}
    assert again(row).weighing is None


def test_the_benchmark_of_another_day_is_no_choice(cast: Cast, row: Decision) -> None:
    late = benchmark(cast.bureau, effective_from=day(3, 3))

    text = said(cast.client("officer1"), "decision-weigh", entry(late), row.pk)

    assert f'value="{late.pk}"' not in text
    assert again(row).benchmark is None


# ------------------------------------------------------------------------- the approval
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opinion": " "}, "必填"),
        ({"way": "nobody"}, "nobody"),
        ({"on": "2999-01-01"}, "不能晚于现在。请按实际发生的时间填写。"),
        ({"on": "三月"}, "日期"),
        ({"way": "superior"}, "由本机关主要负责人批准或者集体讨论决定。"),
        ({"organ": "长" * 101}, "100"),
    ],
)
def test_a_wrong_approval_stays_on_its_form(
    cast: Cast, row: Decision, changes: dict[str, str], words: str
) -> None:
    departed(cast, row)
    typed = {"on": "2026-03-10", "way": "head", "opinion": OPINION, **ABOVE, **changes}

    text = said(cast.client("head"), "departure-approve", typed, row.pk)

    assert words in text
    assert ABOVE["doc_no"] in text
    assert not Departure.objects.exists()
    assert not Document.objects.filter(kind="departure_approval").exists()


def test_a_form_without_a_departure_says_that_none_is_needed(cast: Cast, row: Decision) -> None:
    weigh(row, benchmark(cast.bureau))
    typed = {"on": "2026-03-10", "way": "head", "opinion": OPINION}

    text = said(cast.client("head"), "departure-approve", typed, row.pk)

    assert "草案没有偏离裁量基准，不需要批准。" in text


def test_the_form_says_in_what_the_draft_leaves_its_tier(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    weigh(again(found), found.benchmark, conditions=[AGAIN], departure=WHY)  # type: ignore[arg-type]  # chosen above

    text = page(cast.client("head"), "departure-approve", row.pk)

    assert "所选“从轻处罚”阶次与已勾选的适用条件不符。" in text
    assert "罚款不在“从轻处罚”阶次的幅度内。" in text
    assert WHY in text


def test_the_head_of_another_agency_finds_no_form(cast: Cast, row: Decision) -> None:
    departed(cast, row)
    assert cast.client("outsider").get(reverse("decision-weigh", args=[row.pk])).status_code == 404
    assert (
        cast.client("officer1").get(reverse("departure-approve", args=[row.pk])).status_code == 403
    )


# ------------------------------------------------------------------------- the registry
BENCHMARK: dict[str, Any] = {
    "violation": VIOLATION,
    "basis": "《中华人民共和国食品安全法》第一百二十四条",
    "penalty_kinds": ["fine"],
    "unit": "yuan",
    "low": "1000",
    "high": "10000",
    "issuer": "云溪市市场监督管理局",
    "doc_no": "云市监规〔2025〕1号",
    "effective_from": "2025-01-01",
    "tier-TOTAL_FORMS": "8",
    "tier-INITIAL_FORMS": "0",
    "tier-0-degree": "normal",
    "tier-0-low": "1000",
    "tier-0-high": "10000",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"violation": ""}, "必填"),
        ({"violation": "长" * 301}, "300"),
        ({"penalty_kinds": []}, "必填"),
        ({"unit": "担"}, "担"),
        ({"low": "-1"}, "0"),
        ({"low": "20000"}, "法定最高低于法定最低。"),
        ({"high": "1" + "0" * 22}, "请核对"),
        ({"effective_from": "去年"}, "日期"),
        ({"unit": "times"}, "应当写明计罚基数"),
        ({"tier-0-degree": ""}, "没有法定幅度以内的裁量阶次。"),
        ({"tier-0-high": "10001"}, "“一般处罚”阶次超出法定幅度。"),
        ({"tier-0-measure_from": "9" * 20}, "请核对"),
        ({"tier-1-degree": "exempt", "tier-1-low": "1"}, "“不予处罚”阶次不能填写数额。"),
    ],
)
def test_a_wrong_benchmark_stays_on_its_form(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    given = {"agency": cast.bureau.pk, **BENCHMARK, **changes}

    text = said(cast.client("listadmin"), "benchmark-admin-create", given)

    assert words in text
    assert "《中华人民共和国食品安全法》第一百二十四条" in text
    assert not Benchmark.objects.exists()


def test_the_benchmark_of_a_strange_agency_is_not_entered(cast: Cast) -> None:
    given = {"agency": cast.other_bureau.pk, **BENCHMARK}

    said(cast.client("listadmin"), "benchmark-admin-create", given)

    assert not Benchmark.objects.exists()


ANNOUNCED = {"on": "2026-03-02", "valid_from": "2026-03-02", "change_note": "首次公布。"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("benchmark-publish", {"on": "", "valid_from": "", "change_note": ""}, "必填"),
        ("benchmark-publish", ANNOUNCED, "该条目已经公布。"),
        ("benchmark-end", {"on": "2026-03-02", "reason": ""}, "必填"),
        ("benchmark-end", {"on": "", "reason": "云市监规〔2026〕1号"}, "云市监规〔2026〕1号"),
        ("benchmark-end", {"on": "2024-12-31", "reason": "修订"}, "没有效力或者已经废止。"),
    ],
)
def test_a_wrong_day_stays_on_its_form(
    cast: Cast, name: str, data: dict[str, str], words: str
) -> None:
    row = benchmark(cast.bureau)

    assert words in said(cast.client("listadmin"), name, data, row.pk)
    assert Benchmark.objects.get().effective_to is None


def test_the_page_of_a_benchmark_offers_what_is_left_to_do(cast: Cast) -> None:
    row, client = benchmark(cast.bureau, published_on=None), cast.client("listadmin")
    links = [reverse(name, args=[row.pk]) for name in ("benchmark-publish", "benchmark-end")]

    def offered() -> list[bool]:
        text = page(client, "benchmark-admin-detail", row.pk)
        return [f'href="{link}"' in text for link in links]

    assert offered() == [True, True]
    announced(row, by=cast.listadmin, head=cast.head, on=day(3, 2))
    assert offered() == [False, True]
    benchmarks.end(row, by=cast.listadmin, on=day(6, 1), reason="修订")
    assert offered() == [False, False]
    for link in links:
        assert REFUSED in client.get(link).content.decode()


def test_the_organ_above_keeps_the_benchmarks_below_it(cast: Cast) -> None:
    row, beside = benchmark(cast.bureau), benchmark(cast.other_bureau, doc_no="云交规1号")
    text = page(cast.client("supervisor"), "benchmark-admin-list")
    assert row.doc_no in text and beside.doc_no in text

    own = page(cast.client("listadmin"), "benchmark-admin-list")
    assert row.doc_no in own
    assert beside.doc_no not in own
    shown = page(cast.client("supervisor"), "benchmark-admin-detail", row.pk)
    assert f"{STEPS[0].label}" in shown
    assert reverse("benchmark-end", args=[row.pk]) not in shown
