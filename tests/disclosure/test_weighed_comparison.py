"""A draft beside what the public reads, and the benchmarks the public reads: numbers, days, pages."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure import comparables, listings, projection
from disclosure.models import Publication
from disclosure.views.public.discretion import bases
from disclosure.views.public.registers import PAGE
from enforcement.models import Agency, Benchmark, Decision
from enforcement.services import benchmarks
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as public
from tests.enforcement.dossier import draft, page
from tests.gauges import PROMPT, STEPS, VIOLATION, benchmark, by_value, tier, weigh

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
READ = day(4, 1)
LAW = "中华人民共和国食品安全法"
TEXT = "处五万元以上罚款。"
FINES = st.lists(st.integers(min_value=1, max_value=10**9), min_size=comparables.LEAST, max_size=12)


@pytest.fixture
def client(db: None) -> Client:
    return Client()


def shown(of: Agency, row: Benchmark, degree: str = "lighter", **fields: Any) -> Publication:
    """A published decision on the spot in a tier of the benchmark."""
    content = {
        "procedure": "simple",
        "benchmark_id": row.pk,
        "tier_id": tier(row, degree).pk,
        "weighing": {"conditions": [PROMPT]},
        "penalty_kinds": ["fine"],
        "fine_cents": 200_000,
        **fields,
    }
    return factories.published(of, **content)


def compared(cast: Cast, row: Benchmark) -> Decision:
    """A draft fining 2,000 yuan in the lighter tier."""
    return weigh(draft(cast.bureau), row)


# ------------------------------------------------------------------------- the numbers
@settings(max_examples=40)
@given(fines=FINES, fine=st.integers(min_value=0, max_value=10**9))
def test_the_order_of_the_decisions_makes_no_difference(fines: list[int], fine: int) -> None:
    assert comparables.distribution(fines, fine) == comparables.distribution(fines[::-1], fine)


@settings(max_examples=40)
@given(fines=FINES)
def test_a_fine_at_an_end_has_nothing_beyond_it(fines: list[int]) -> None:
    lowest = comparables.distribution(fines, min(fines))
    highest = comparables.distribution(fines, max(fines))

    assert lowest is not None and highest is not None
    assert (lowest.below, highest.above) == (0, 0)
    assert lowest.equal == fines.count(min(fines))
    assert highest.below == len(fines) - fines.count(max(fines))


@pytest.mark.parametrize(
    ("fines", "fine", "quartiles", "place"),
    [
        ([100] * 5, 100, (100, 100, 100), (0, 5, 0)),
        ([100] * 5, 99, (100, 100, 100), (0, 0, 5)),
        ([1, 2, 3, 4, 6], 7, (2, 3, 4), (5, 0, 0)),
        ([10, 20, 30, 40, 50, 60], 25, (22, 35, 48), (2, 0, 4)),
    ],
)
def test_quartiles_and_place_of_known_fines(
    fines: list[int], fine: int, quartiles: tuple[int, ...], place: tuple[int, ...]
) -> None:
    found = comparables.distribution(fines, fine)

    assert found is not None
    assert (found.first, found.middle, found.third) == quartiles
    assert (found.below, found.equal, found.above) == place
    assert (found.low, found.high) == (min(fines), max(fines))


# ------------------------------------------------------------------------- what is compared
def test_other_agencies_are_compared_and_the_draft_itself_is_not(cast: Cast) -> None:
    row = benchmark(cast.government)
    theirs = shown(cast.bureau, row)

    found = comparables.published(compared(cast, row), READ)
    assert theirs.decision is not None
    own = comparables.published(theirs.decision, READ)

    assert list(found) == [theirs]
    assert theirs not in own


def test_a_later_document_of_the_same_violation_is_compared(cast: Cast) -> None:
    old = benchmark(cast.bureau, effective_to=day(3, 1))
    shown(cast.bureau, old, on=day(2, 27))
    new = benchmark(cast.bureau, effective_from=day(3, 1), doc_no="云市监规〔2026〕9号")

    assert comparables.published(compared(cast, new), READ).count() == 1


def test_another_unit_is_another_yardstick(cast: Cast) -> None:
    shown(cast.bureau, benchmark(cast.bureau))
    ratio = by_value(cast.bureau, doc_no="云市监规〔2026〕8号")
    row = weigh(draft(cast.bureau), ratio, base_cents=30_000, conditions=[])

    assert not comparables.published(row, READ).exists()


def test_a_decision_without_a_fine_gives_no_number(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    shown(cast.bureau, row, penalty_kinds=["warning"], fine_cents=0, result="警告。")
    shown(cast.bureau, row)

    found = comparables.published(compared(cast, row), READ)

    assert found.count() == 2
    assert comparables.amounts(found) == [200_000]


# ------------------------------------------------------------------------- the staff page
def test_without_a_tier_there_is_nothing_to_compare(cast: Cast) -> None:
    shown(cast.bureau, benchmark(cast.bureau))
    row = draft(cast.bureau)

    text = page(cast.client("officer1"), "decision-comparison", row.pk)

    assert "没有可以比较的决定。" in text
    assert "不足 5 件" in text


@pytest.mark.parametrize("name", ["officer1", "head", "reviewer"])
def test_whoever_reads_the_case_compares(cast: Cast, today: date, name: str) -> None:
    row = benchmark(cast.bureau)
    seen = shown(cast.bureau, row)

    text = page(cast.client(name), "decision-comparison", compared(cast, row).pk)

    assert reverse("decision-detail", args=[seen.pk]) in text
    assert "罚款 2,000.00 元" in text
    assert "共 1 件。" in text


def test_who_is_not_signed_in_is_sent_to_the_door(cast: Cast, client: Client) -> None:
    row = compared(cast, benchmark(cast.bureau))
    url = reverse("decision-comparison", args=[row.pk])

    assert client.get(url).status_code == 302
    assert cast.client("outsider").get(url).status_code == 404


# ------------------------------------------------------------------------- the public pages
@pytest.mark.parametrize(
    ("on", "holds"),
    [("2024-12-31", False), ("2025-01-01", True), ("2026-05-31", True), ("2026-06-01", False)],
)
def test_a_benchmark_is_read_as_of_any_day_it_held(
    cast: Cast, client: Client, on: str, holds: bool
) -> None:
    row = benchmark(cast.bureau, effective_to=day(6, 1), published_on=date(2025, 1, 1))
    url = reverse("benchmark-detail", args=[row.pk])

    assert client.get(url, {"on": on}).status_code == (200 if holds else 404)
    listed = client.get(reverse("benchmark-list"), {"on": on}).content.decode()
    assert (VIOLATION in listed) is holds
    assert (f"{url}?on={on}" in listed) is holds


@pytest.mark.parametrize("on", ["2026-02-30", "昨天", "20260301x"])
def test_a_day_that_is_none_is_said_in_words(cast: Cast, client: Client, on: str) -> None:
    row = benchmark(cast.bureau)

    answer = client.get(reverse("benchmark-detail", args=[row.pk]), {"on": on})

    assert 400 <= answer.status_code < 500
    assert "不是日期" in answer.content.decode()


def test_a_repealed_benchmark_stays_readable_for_earlier_acts(cast: Cast, client: Client) -> None:
    row = benchmark(cast.bureau)
    benchmarks.end(row, by=cast.listadmin, on=day(3, 2), reason="修订")
    url = reverse("benchmark-detail", args=[row.pk])

    text = client.get(url, {"on": "2026-03-01"}).content.decode()

    assert "2026-03-02" in text or "2026年3月2日" in text
    assert client.get(url, {"on": "2026-03-02"}).status_code == 404


def test_the_articles_are_those_of_the_day_the_benchmark_began(cast: Cast) -> None:
    later = {124: "处十万元以上罚款。"}
    public.statute(
        LAW,
        (date(2021, 4, 29), day(1, 1), {124: TEXT}),
        (day(1, 1), None, later),
    )
    old, new = (
        benchmark(cast.bureau, effective_to=day(2, 1)),
        benchmark(cast.bureau, effective_from=day(2, 1), doc_no="云市监规〔2026〕2号"),
    )

    assert [text for _words, _url, text in bases(old)] == [TEXT]
    assert [text for _words, _url, text in bases(new)] == [later[124]]


def test_a_basis_the_library_lacks_is_named_without_a_text(cast: Cast, client: Client) -> None:
    row = benchmark(cast.bureau, basis="《没有这样的条例》第三条")

    assert bases(row) == []
    text = client.get(reverse("benchmark-detail", args=[row.pk])).content.decode()
    assert "《没有这样的条例》第三条" in text
    for step in STEPS:
        assert step.label in text


def test_a_long_list_goes_on_at_its_cursor(cast: Cast, client: Client) -> None:
    rows = [benchmark(cast.bureau, violation=f"第{n}种违法行为") for n in range(PAGE + 2)]
    url = reverse("benchmark-list")

    first = client.get(url)
    second = client.get(url, {"after": first.context["page"].next_cursor})

    found = [*first.context["page"].rows, *second.context["page"].rows]
    assert [len(answer.context["page"].rows) for answer in (first, second)] == [PAGE, 2]
    assert sorted(row.pk for row in found) == sorted(row.pk for row in rows)


@pytest.mark.parametrize(
    ("values", "count"),
    [({}, 2), ({"q": "保 质期"}, 1), ({"q": "食品"}, 1), ({"q": "x"}, 0), ({"agency": "0"}, 0)],
)
def test_the_list_answers_word_and_agency(cast: Cast, values: dict[str, str], count: int) -> None:
    benchmark(cast.bureau)
    benchmark(cast.other_bureau, violation="超限运输")

    assert listings.benchmarks(values, READ).count() == count


def test_the_list_and_its_pages_only_read(cast: Cast, client: Client) -> None:
    row = benchmark(cast.bureau)
    # The history on the page of one can lose a text at any moment: it is asked for anew each time.
    for url, kept in (
        (reverse("benchmark-list"), "max-age=60"),
        (reverse("benchmark-detail", args=[row.pk]), "no-cache"),
    ):
        answer = client.get(url)
        assert kept in answer["Cache-Control"]
        assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
        assert client.post(url).status_code == 405


def test_the_public_never_reads_a_ground_of_health(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    facts = {"partly_incapable": "有诊断证明。", "merit": "检举属实。"}
    decision = weigh(draft(cast.bureau), row, facts=facts)

    text = dict(projection.build(decision)["sections"])["裁量基准的适用"]

    assert "检举属实。" in text
    assert "诊断" not in text
    assert "云市监规〔2025〕1号" in text
