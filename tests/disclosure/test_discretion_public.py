"""Benchmarks in public, how a published decision applied one, and comparable decisions."""

import statistics
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from disclosure import comparables, projection
from disclosure.models import Publication
from enforcement.models import Agency, Benchmark, Decision
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.gauges import PROMPT, VIOLATION, benchmark, tier

FINES = st.lists(st.integers(min_value=1, max_value=10**12), min_size=comparables.LEAST)


@pytest.fixture
def client(db: None) -> Client:
    return Client()


def listed(client: Client, query: str = "") -> str:
    """The text of the public list."""
    answer = client.get(reverse("benchmark-list") + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


# ------------------------------------------------------------------------- the public list
def test_the_contract_names_the_address() -> None:
    assert reverse("benchmark-list") == "/discretion/"


def test_a_published_benchmark_is_read_by_anybody(cast: Cast, client: Client) -> None:
    public.statute(
        "中华人民共和国食品安全法", (date(2021, 4, 29), None, {124: "处五万元以上罚款。"})
    )
    row = benchmark(cast.bureau)
    assert VIOLATION in listed(client)

    text = client.get(reverse("benchmark-detail", args=[row.pk])).content.decode()

    assert "1,000元以上10,000元以下" in text
    assert "云市监规〔2025〕1号" in text
    assert "首次发现；当场改正" in text
    assert "处五万元以上罚款。" in text
    assert "罚款、警告" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"published_on": None},
        {"published_on": date(2999, 1, 1)},
        {"effective_from": date(2999, 1, 1)},
        {"effective_to": date(2025, 6, 1)},
    ],
)
def test_what_is_not_published_or_not_in_force_is_not_shown(
    cast: Cast, client: Client, changes: dict[str, Any]
) -> None:
    row = benchmark(cast.bureau, **changes)

    assert VIOLATION not in listed(client)
    assert client.get(reverse("benchmark-detail", args=[row.pk])).status_code == 404


def test_the_benchmark_of_an_agency_not_announced_is_not_shown(cast: Cast, client: Client) -> None:
    row = benchmark(factories.agency(parent=cast.government, status=Agency.Status.PENDING))

    assert client.get(reverse("benchmark-detail", args=[row.pk])).status_code == 404


def test_the_list_is_that_of_any_day(cast: Cast, client: Client) -> None:
    old = benchmark(cast.bureau, effective_to=day(6, 1))
    new = benchmark(cast.bureau, effective_from=day(6, 1), doc_no="云市监规〔2026〕5号")

    assert old.doc_no in listed(client, "?on=2026-05-31")
    assert new.doc_no not in listed(client, "?on=2026-05-31")
    assert old.doc_no not in listed(client, "?on=2026-06-01")
    detail = reverse("benchmark-detail", args=[old.pk])
    assert client.get(f"{detail}?on=2026-05-31").status_code == 200
    assert client.get(f"{detail}?on=2026-06-01").status_code == 404


@pytest.mark.parametrize("query", ["?on=2026-13-01", "?agency=x"])
def test_a_wrong_filter_is_said(client: Client, query: str) -> None:
    assert client.get(reverse("benchmark-list") + query).status_code == 400


def test_the_list_is_searched_and_filtered(cast: Cast, client: Client) -> None:
    benchmark(cast.bureau)
    benchmark(cast.other_bureau, violation="超限运输")

    assert "超限运输" not in listed(client, "?q=保质期")
    assert VIOLATION not in listed(client, f"?agency={cast.other_bureau.pk}")
    assert "没有符合条件的裁量基准" in listed(client, "?q=没有这样的词")


def test_the_front_page_leads_there(client: Client) -> None:
    assert reverse("benchmark-list") in client.get(reverse("home")).content.decode()


# ------------------------------------------------------------------------- the projection
def applied(row: Benchmark, **changes: Any) -> dict[str, Any]:
    """Content of a draft in the lighter tier of the benchmark."""
    return {
        "benchmark_id": row.pk,
        "tier_id": tier(row, "lighter").pk,
        "weighing": {"conditions": [PROMPT]},
        **changes,
    }


def test_the_public_reads_how_the_benchmark_was_applied(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, **applied(benchmark(cast.bureau)))

    sections = dict(projection.build(decision)["sections"])

    assert "云市监规〔2025〕1号" in sections["裁量基准的适用"]
    assert "符合“当场改正”，适用“从轻处罚”阶次" in sections["裁量基准的适用"]


def test_the_facts_of_a_circumstance_are_redacted_like_the_rest(cast: Cast) -> None:
    party = factories.party(cast.bureau, "person", name="任示范")
    facts = {"merit": "任示范（电话13800138000）检举属实。"}
    decision = Decision(
        case=factories.case(cast.bureau, of=party),
        agency=cast.bureau,
        kind="penalty",
        circumstances={**facts, "partly_incapable": "有诊断证明。"},
    )

    text = dict(projection.build(decision)["sections"])["裁量基准的适用"]

    assert "13800138000" not in text
    assert "任示范" not in text
    assert "立功" in text
    assert "精神病" not in text


def test_what_is_stored_has_no_language_of_who_edits(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, **applied(benchmark(cast.bureau)))
    sent = public.record(cast.bureau, penalty_kinds=["fine", "warning"])
    chinese = projection.build(decision), projection.build_record(sent)

    with translation.override("en"):
        assert (projection.build(decision), projection.build_record(sent)) == chinese


def test_a_decision_without_a_benchmark_has_no_such_section(cast: Cast) -> None:
    decision = Decision(
        case=factories.case(cast.bureau), agency=cast.bureau, kind="penalty", facts="事实。"
    )

    assert "裁量基准的适用" not in dict(projection.build(decision)["sections"])


# ------------------------------------------------------------------------- comparable decisions
@pytest.mark.parametrize("count", range(comparables.LEAST))
def test_few_decisions_have_no_distribution(count: int) -> None:
    assert comparables.distribution([100] * count, 100) is None


def test_the_quartiles_are_those_of_the_fines() -> None:
    found = comparables.distribution([100, 200, 300, 400, 500], 300)

    assert found == comparables.Distribution(5, 100, 200, 300, 400, 500, 2, 1, 2)


@given(fines=FINES, fine=st.integers(min_value=0, max_value=10**12))
def test_every_decision_is_below_equal_or_above(fines: list[int], fine: int) -> None:
    found = comparables.distribution(fines, fine)
    assert found is not None

    assert found.below + found.equal + found.above == found.count == len(fines)
    assert found.low <= found.first <= found.middle <= found.third <= found.high
    assert found.middle == round(statistics.median(fines))


def published(cast: Cast, row: Benchmark, fine: int, degree: str = "lighter") -> Publication:
    """A publication as the pipeline leaves it, with the decision behind it marked as applying."""
    given_tier = tier(row, degree)
    decision = Decision.objects.create(
        case=factories.case(cast.bureau),
        agency=cast.bureau,
        kind="penalty",
        drafted_by=cast.officer1,
        benchmark=row,
        tier=given_tier,
        fine_cents=999,  # the number shown is that of the projection
    )
    publication = Publication.objects.create(
        decision=decision, agency=cast.bureau, kind="penalty", decided_on=day(3, 16)
    )
    version = publication.versions.create(
        title="某公司销售过期食品案",
        party_name="某公司",
        party_kind="org",
        agency_name=cast.bureau.name,
        fine_cents=fine,
        sha256="0" * 64,
        redacted_by=cast.publisher,
    )
    publication.shown = version
    return publication


def draft(cast: Cast, row: Benchmark, fine: int = 250_000) -> Decision:
    """A draft in the lighter tier."""
    case = factories.case(cast.bureau, filed=True)
    return Decision.objects.create(
        case=case,
        agency=cast.bureau,
        kind="penalty",
        drafted_by=cast.officer1,
        fine_cents=fine,
        benchmark=row,
        tier=tier(row, "lighter"),
    )


def test_only_what_the_public_reads_is_compared(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    hidden = published(cast, row, 100_000)  # pending: nobody approved it
    shown = factories.published(cast.bureau, **applied(row))

    found = comparables.published(draft(cast, row), day(4, 1))

    assert list(found) == [shown]
    assert hidden not in found
    assert comparables.amounts(found) == [200_000]


def test_another_tier_or_violation_is_not_comparable(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    factories.published(cast.bureau, **applied(row))
    one = draft(cast, row)

    assert comparables.published(one, day(4, 1)).count() == 1
    one.tier = tier(row, "normal")
    assert comparables.published(one, day(4, 1)).count() == 0
    one.tier = one.benchmark = None
    assert comparables.published(one, day(4, 1)).count() == 0


def test_a_decision_is_not_compared_before_the_day_it_was_published(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    shown = factories.published(cast.bureau, **applied(row))
    first = shown.first_published_on
    assert first is not None
    one = draft(cast, row)

    assert not comparables.published(one, first - timedelta(days=1)).exists()
    assert list(comparables.published(one, first)) == [shown]


def test_a_withdrawn_decision_is_no_longer_compared(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    shown = factories.published(cast.bureau, **applied(row))
    Publication.objects.filter(pk=shown.pk).update(status="withdrawn", public_reason="撤销")

    assert not comparables.published(draft(cast, row), day(4, 1)).exists()


def test_the_page_shows_where_the_draft_lies(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = benchmark(cast.bureau)
    shown = factories.published(cast.bureau, **applied(row))
    one = draft(cast, row)
    page = reverse("decision-comparison", args=[one.pk])
    few = cast.client("officer1").get(page).content.decode()
    assert "不足 5 件，不显示分布" in few
    assert reverse("decision-detail", args=[shown.pk]) in few

    monkeypatch.setattr(comparables, "LEAST", 1)
    monkeypatch.setattr(comparables, "amounts", lambda rows: [100_000, 200_000, 250_000])
    text = cast.client("officer1").get(page).content.decode()

    assert "其中低于本案 2 件，与本案相同 1 件，高于本案 0 件。" in text
    assert "2,500.00" in text


def test_the_page_ranks_nobody(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    factories.published(cast.bureau, **applied(row))
    text = (
        cast.client("head")
        .get(reverse("decision-comparison", args=[draft(cast, row).pk]))
        .content.decode()
    )
    main = text[text.index("<main") : text.index("</main")]

    assert "行政处罚法第七十四条" in main
    assert cast.officers[0].name not in main
    assert cast.bureau.name not in main


def test_a_day_on_which_a_benchmark_did_not_hold_says_so(cast: Cast, client: Client) -> None:
    row = benchmark(cast.bureau)
    detail = reverse("benchmark-detail", args=[row.pk])

    early = client.get(f"{detail}?on=1800-01-01")

    assert early.status_code == 404
    text = early.content.decode()
    assert "1800-01-01 没有适用这一基准" in text
    assert f"?on={row.effective_from:%Y-%m-%d}" in text and "裁量阶次" not in text
