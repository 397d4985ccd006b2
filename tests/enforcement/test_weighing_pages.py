"""The pages of discretion: the range, the tier that fits, what is missing, the approval."""

from typing import Any

import pytest
from django.urls import reverse

from enforcement.models import Decision, Departure
from enforcement.services import decisions
from recording.models import Document
from recording.services.discretion import paper
from tests.base import Cast, day
from tests.enforcement.dossier import again, draft, page, said
from tests.gauges import AGAIN, PROMPT, benchmark, by_value, tier, weigh


@pytest.fixture
def row(cast: Cast) -> Decision:
    """A draft fining 2,000 yuan."""
    return draft(cast.bureau)


def send(cast: Cast, row: Decision, **data: Any) -> Any:
    """The handler sends the form."""
    return cast.client("officer1").post(reverse("decision-weigh", args=[row.pk]), data)


def test_the_only_benchmark_of_the_violation_is_proposed(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)

    text = page(cast.client("officer1"), "decision-weigh", row.pk)

    assert f'<option value="{chosen.pk}" selected>' in text
    assert f'value="{PROMPT}"' in text
    assert "从轻处罚：1,000元以上3,000元以下（不含本数）" in text
    assert "与违法行为类型相同的裁量基准" in text
    assert "计罚基数" not in text


def test_a_benchmark_that_counts_by_a_base_asks_for_it(cast: Cast, row: Decision) -> None:
    by_value(cast.bureau)

    assert "货值金额（元）" in page(cast.client("officer1"), "decision-weigh", row.pk)


def test_without_a_benchmark_only_circumstances_are_asked_for(cast: Cast, row: Decision) -> None:
    text = page(cast.client("officer1"), "decision-weigh", row.pk)

    assert "没有找到与违法行为类型同名的裁量基准" in text
    assert "裁量阶次" not in text
    assert "主动消除或者减轻违法行为危害后果（行政处罚法第三十二条第一项）" in text


def test_what_is_sent_is_in_the_draft(cast: Cast, row: Decision) -> None:
    chosen = benchmark(cast.bureau)
    answer = send(
        cast,
        row,
        benchmark=chosen.pk,
        tier=tier(chosen, "lighter").pk,
        conditions=[PROMPT],
        fact_merit="检举上游供货商，经查属实。",
        education=" ",
    )

    assert answer["Location"] == reverse("decision-discretion", args=[row.pk])
    found = again(row)
    assert (found.benchmark, found.tier) == (chosen, tier(chosen, "lighter"))
    assert found.circumstances == {"merit": "检举上游供货商，经查属实。"}
    text = page(cast.client("officer1"), "decision-weigh", row.pk)
    assert "检举上游供货商，经查属实。" in text
    assert f'value="{PROMPT}" ' in text and "checked" in text


def test_a_base_is_kept_in_cents(cast: Cast, row: Decision) -> None:
    chosen = by_value(cast.bureau)
    send(cast, row, benchmark=chosen.pk, tier=tier(chosen, "lighter").pk, base="300.50")

    assert again(row).base_cents == 30_050


def test_a_refused_rule_stays_on_the_form(cast: Cast, row: Decision) -> None:
    chosen = by_value(cast.bureau)
    given = {"benchmark": chosen.pk, "tier": tier(chosen, "lighter").pk, "base": "1"}

    text = said(cast.client("officer1"), "decision-weigh", given, row.pk)

    assert "超出法定幅度" in text
    assert 'value="1"' in text
    assert again(row).benchmark is None


def test_the_tier_of_another_benchmark_is_no_choice(cast: Cast, row: Decision) -> None:
    chosen, other = benchmark(cast.bureau), benchmark(cast.government)
    given = {"benchmark": chosen.pk, "tier": tier(other, "lighter").pk}

    said(cast.client("officer1"), "decision-weigh", given, row.pk)

    assert again(row).tier is None


def test_the_page_shows_range_fitting_tier_and_what_is_missing(cast: Cast, row: Decision) -> None:
    weigh(row, benchmark(cast.bureau), conditions=[AGAIN])

    text = page(cast.client("officer1"), "decision-discretion", row.pk)

    assert "1,000元以上10,000元以下" in text
    assert text.index("从重处罚") < text.index("符合条件")
    assert text.index("草案所选") < text.index("从重处罚")
    assert "所选“从轻处罚”阶次与已勾选的适用条件不符。" in text
    assert reverse("decision-comparison", args=[row.pk]) in text


def test_the_page_says_when_everything_agrees(cast: Cast, row: Decision) -> None:
    weigh(row, benchmark(cast.bureau))

    text = page(cast.client("head"), "decision-discretion", row.pk)

    assert "裁量基准、阶次和法定情节与草案一致。" in text
    assert reverse("departure-approve", args=[row.pk]) not in text


def test_the_draft_form_and_the_decision_lead_there(cast: Cast, row: Decision) -> None:
    url, client = reverse("decision-discretion", args=[row.pk]), cast.client("officer1")

    assert url in page(client, "decision-draft", row.case_id)
    assert url in page(client, "decision-read", row.pk)


def test_a_permit_has_no_such_page(cast: Cast) -> None:
    permit = draft(cast.bureau, procedure="permit")
    url = reverse("decision-discretion", args=[permit.pk])

    assert cast.client("officer1").get(url).status_code == 404


@pytest.mark.parametrize("name", ["decision-discretion", "decision-weigh", "decision-comparison"])
def test_the_draft_of_another_agency_does_not_exist(cast: Cast, row: Decision, name: str) -> None:
    assert cast.client("outsider").get(reverse(name, args=[row.pk])).status_code == 404


# ------------------------------------------------------------------------- the approval
def departed(cast: Cast, row: Decision) -> Decision:
    """The draft with a fine above its tier, and the reasons."""
    decisions.edit(row, by=cast.officer1, content={"fine_cents": 300_000})
    return weigh(again(row), benchmark(cast.bureau), departure="数量接近一般阶次。")


def test_the_head_approves_on_a_page_and_the_paper_is_kept(cast: Cast, row: Decision) -> None:
    found, client = departed(cast, row), cast.client("head")
    url = reverse("departure-approve", args=[row.pk])
    assert url in page(client, "decision-discretion", row.pk)
    asked = page(client, "departure-approve", row.pk)
    for words in (
        "偏离的理由：数量接近一般阶次。",
        "草案罚款：3,000元",
        "法定幅度：1,000元以上10,000元以下",
    ):
        assert words in asked

    answer = client.post(url, {"on": "2026-03-10", "way": "head", "opinion": "情况属实，同意。"})

    assert answer["Location"] == reverse("decision-discretion", args=[row.pk])
    approval = Departure.objects.get()
    assert (approval.approved_on, approval.approved_by) == (day(3, 10), cast.head)
    kept = Document.objects.get(decision=found, kind="departure_approval")
    assert kept.title == "偏离裁量基准审批表"
    after = page(client, "decision-discretion", row.pk)
    assert "情况属实，同意。" in after and url not in after


def test_the_paper_says_what_is_left_why_and_who_agreed(cast: Cast, row: Decision) -> None:
    found = departed(cast, row)
    approval = Departure.objects.create(
        decision=found,
        sha256="0" * 64,
        way="meeting",
        opinion="会议同意。",
        approved_on=day(3, 10),
        approved_by=cast.head,
    )
    context = paper(approval)

    assert ["批准方式", "本机关集体讨论决定"] in context["fields"]
    assert [name for name, _value in context["fields"]] == ["批准方式"]
    lines = [line for part in context["sections"] for line in part["paragraphs"]]
    assert "罚款不在“从轻处罚”阶次的幅度内。" in lines
    assert "偏离该阶次的理由：数量接近一般阶次。" in lines
    assert context["opinions"][0]["name"] == cast.head.name


def test_the_wrong_organ_is_said_beside_the_field(cast: Cast, row: Decision) -> None:
    departed(cast, row)
    given = {"on": "2026-03-10", "way": "superior", "opinion": "同意。"}

    text = said(cast.client("head"), "departure-approve", given, row.pk)

    assert "由本机关主要负责人批准或者集体讨论决定" in text
    assert not Document.objects.filter(kind="departure_approval").exists()
