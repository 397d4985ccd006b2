"""Benchmarks of discretion become public by approval, and are revised by a row that takes their place."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import tables
from core.errors import RuleError, StaleError
from core.triggers import refusal
from disclosure import list_history
from enforcement import lists, weighing
from enforcement.imports.benchmark_sheet import table as benchmark_table
from enforcement.imports.benchmarks import BenchmarkImport
from enforcement.models import Benchmark, ListVersion
from enforcement.services import announcing, benchmarks, list_versions
from enforcement.services.benchmarks import Step
from tests import factories
from tests.base import Cast, day
from tests.enforcement.listed import NOTE, fresh, hashes
from tests.enforcement.sheeted import as_csv
from tests.enforcement.test_benchmark_pages import form
from tests.gauges import STEPS, VIOLATION, announced, benchmark, values

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON, LATER = day(3, 2), day(6, 1)
HEAVIER = (*STEPS[:4], Step("heavier", low=600_000, high=900_000))


def entered(cast: Cast, **changes: Any) -> Benchmark:
    """One that its list administrator entered and nobody announced."""
    steps = changes.pop("steps", STEPS)
    given = values(published_on=None, **changes)
    return benchmarks.create(by=cast.listadmin, agency=cast.bureau, steps=steps, **given)


def revised(cast: Cast, old: Benchmark, on: date = LATER) -> Benchmark:
    """A revision of it, not announced."""
    return entered(
        cast, replaces=old, doc_no="云市监规〔2026〕2号", effective_from=on, steps=HEAVIER
    )


def handed_in(cast: Cast, row: Benchmark, on: date = ON) -> ListVersion:
    announcing.announce(row, by=cast.listadmin, on=on, valid_from=on, change_note=NOTE)
    return ListVersion.objects.of("benchmark", row.pk).get(status="submitted")


def publish(row: ListVersion, cast: Cast, **said: Any) -> ListVersion:
    return list_versions.publish(row, **{"by": cast.head, "on": ON, "examined": True, **said})


def refused_by_gate(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    found = refusal(caught.value)
    return found[0] if found else ""


# --- by two people ------------------------------------------------------------------------------


def test_nobody_enters_a_public_one(cast: Cast) -> None:
    with pytest.raises(RuleError, match="报经批准后公布"):
        benchmarks.create(by=cast.listadmin, agency=cast.bureau, steps=STEPS, **values())

    assert not Benchmark.objects.exists()


def test_nobody_makes_one_public_alone(cast: Cast) -> None:
    row = entered(cast)

    benchmarks.update(row, by=cast.listadmin, published_on=ON)
    version = handed_in(cast, row)

    assert fresh(row).published_on is None
    cast.listadmin.roles = ["listadmin", "head"]
    cast.listadmin.save(update_fields=["roles"])
    both = type(cast.listadmin).objects.get(pk=cast.listadmin.pk)
    with pytest.raises(RuleError, match="不能批准自己"):
        publish(version, cast, by=both)
    assert fresh(row).published_on is None


def test_who_entered_it_does_not_approve_it(cast: Cast) -> None:
    row = entered(cast)
    other = factories.user("listadmin", cast.bureau, username="l2", name="清单二")
    announcing.announce(row, by=other, on=ON, valid_from=ON, change_note=NOTE)
    author = type(cast.listadmin).objects.get(pk=cast.listadmin.pk)
    author.roles = ["listadmin", "head"]
    author.save(update_fields=["roles"])

    with pytest.raises(RuleError, match="编制人不能批准"):
        publish(ListVersion.objects.get(), cast, by=type(author).objects.get(pk=author.pk))


def test_the_head_approves_what_the_page_showed(cast: Cast) -> None:
    version = handed_in(cast, entered(cast))

    with pytest.raises(RuleError, match="保密审查"):
        publish(version, cast, examined=False)
    with pytest.raises(StaleError):
        publish(version, cast, seen="0" * 64)
    publish(version, cast, seen=hashes(version)[f"seen-{version.pk}"])

    assert Benchmark.objects.get().published_on == ON


def test_the_approver_reads_every_tier(cast: Cast) -> None:
    version = handed_in(cast, entered(cast))

    shown = cast.client("head").get(reverse("list-version-detail", args=[version.pk]))

    words = shown.content.decode()
    assert VIOLATION in words and "1,000元以上3,000元以下（不含本数）" in words
    assert "一年内再次违法" in words and "警告、罚款" in words or "罚款、警告" in words


def test_a_draft_gives_no_power(cast: Cast) -> None:
    row = entered(cast)
    assert weighing.offered(cast.bureau, ON) == []

    publish(handed_in(cast, row), cast)

    assert weighing.offered(cast.bureau, ON) == [row]


def test_what_was_sent_back_is_entered_anew(cast: Cast) -> None:
    version = handed_in(cast, entered(cast))
    back = list_versions.give_back(version, by=cast.head, opinion="幅度有误。")
    list_versions.discard(back, by=cast.listadmin, reason="另行登记")

    publish(handed_in(cast, entered(cast)), cast)

    assert Benchmark.objects.in_force(ON).count() == 1


def test_two_drafts_of_one_violation_do_not_both_become_public(cast: Cast) -> None:
    first, second = entered(cast), entered(cast, doc_no="云市监规〔2026〕5号")
    publish(handed_in(cast, first), cast)

    with pytest.raises(RuleError, match="同一期间已有裁量基准"):
        handed_in(cast, second)


def test_the_text_of_one_is_not_changed(cast: Cast) -> None:
    with pytest.raises(RuleError, match="内容不得修改"):
        benchmarks.update(entered(cast), by=cast.listadmin, doc_no="别的")


# --- sheets -------------------------------------------------------------------------------------


def as_sheet(rows: Any, *names: str) -> Any:
    """The export of rows, their violations given other names."""
    lines = list(benchmark_table(rows))
    at = lines[0].index("违法行为")
    told = [[*line[:at], name, *line[at + 1 :]] for name in names for line in lines[1:]]
    return tables.read_bytes(as_csv([lines[0], *told]))


def imported(cast: Cast, sheets: Any) -> Any:
    return BenchmarkImport(cast.listadmin, cast.bureau, ON).run(sheets)


def test_a_sheet_waits_as_one_batch(cast: Cast) -> None:
    row = benchmark(cast.bureau)

    report = imported(cast, as_sheet(Benchmark.objects.filter(pk=row.pk), "乱贴广告", "乱停车辆"))

    assert report.created == 2 * len(STEPS) and not report.rejected
    versions = ListVersion.objects.filter(status="submitted")
    assert len({version.batch for version in versions}) == 1 and versions.count() == 2
    assert list(Benchmark.objects.public(timezone.localdate())) == [row]
    seen = {version.pk: hashes(version)[f"seen-{version.pk}"] for version in versions}
    list_versions.publish_all(versions, by=cast.head, on=ON, examined=True, seen=seen)
    assert Benchmark.objects.public(ON).count() == 3


def test_a_sheet_without_a_day_is_only_entered(cast: Cast) -> None:
    row = entered(cast)

    imported(cast, as_sheet(Benchmark.objects.filter(pk=row.pk), "乱贴广告"))

    assert Benchmark.objects.filter(published_on=None).count() == 2
    assert not ListVersion.objects.exists()


def test_its_page_makes_a_draft_of_one_with_a_day(cast: Cast) -> None:
    given = form(cast, published_on=timezone.localdate())

    answer = cast.client("listadmin").post(reverse("benchmark-admin-create"), given)

    version = ListVersion.objects.get()
    assert answer["Location"] == reverse("list-version-detail", args=[version.pk])
    assert (version.status, Benchmark.objects.get().published_on) == ("draft", None)


def test_the_page_of_one_says_that_it_waits(cast: Cast) -> None:
    row, client = entered(cast), cast.client("listadmin")
    version = handed_in(cast, row, timezone.localdate())

    shown = client.get(reverse("benchmark-admin-detail", args=[row.pk])).content.decode()

    assert reverse("list-version-detail", args=[version.pk]) in shown
    assert reverse("benchmark-publish", args=[row.pk]) not in shown
    assert reverse("benchmark-end", args=[row.pk]) not in shown


# --- revision -----------------------------------------------------------------------------------


def test_a_revision_takes_its_place_from_its_day(cast: Cast) -> None:
    old = benchmark(cast.bureau)
    new = revised(cast, old)
    assert fresh(old).effective_to is None  # nothing changes before it is approved

    announced(new, by=cast.listadmin, head=cast.head, on=ON)

    assert fresh(old).effective_to == LATER
    assert weighing.offered(cast.bureau, day(5, 31)) == [old]
    assert weighing.offered(cast.bureau, LATER) == [new]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_from": date(2025, 1, 1)}, "没有效力"),  # the first day of the old one
        ({"effective_from": date(2025, 1, 2)}, ""),
        ({"violation": "乱贴广告"}, "同一违法行为"),
    ],
)
def test_a_revision_is_of_the_same_and_later(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    old = benchmark(cast.bureau)
    given = {"replaces": old, "doc_no": "云市监规〔2026〕2号", **changes}
    if not words:
        assert entered(cast, **given).replaces == old
        return
    with pytest.raises(RuleError, match=words):
        entered(cast, **given)


def test_a_draft_is_not_revised(cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有公布"):
        revised(cast, entered(cast))


def test_the_history_goes_on_through_the_revision(cast: Cast) -> None:
    old = benchmark(cast.bureau)
    new = announced(revised(cast, old, ON), by=cast.listadmin, head=cast.head, on=ON)

    found = list_history.history(new, timezone.localdate())

    assert [version.row for version in found] == [new.pk, old.pk]
    pair = list_history.pair(new, found[0].number, timezone.localdate())
    assert pair is not None
    changed = {each.name for each in list_history.compared(new, *pair)}
    assert {"tiers", "doc_no", "effective_from"} <= changed
    assert "violation" not in changed


def test_the_public_reads_history_changes_and_earlier_days(cast: Cast) -> None:
    old = benchmark(cast.bureau)
    new = announced(revised(cast, old, ON), by=cast.listadmin, head=cast.head, on=ON)
    client, page = Client(), reverse("benchmark-detail", args=[new.pk])
    changes = reverse("list-version-changes", args=["benchmark", new.pk, 1])

    assert changes in client.get(page).content.decode()
    told = client.get(changes).content.decode()
    assert "<ins>" in told and "<del>" in told
    before = client.get(page, {"on": "2026-03-01"})
    assert before.status_code == 404
    assert reverse("benchmark-detail", args=[old.pk]) in before.content.decode()


def test_the_form_of_a_revision_begins_with_what_holds(cast: Cast) -> None:
    old, client = benchmark(cast.bureau), cast.client("listadmin")
    shown = client.get(reverse("benchmark-admin-detail", args=[old.pk])).content.decode()
    address = f"{reverse('benchmark-admin-create')}?replaces={old.pk}"
    assert address in shown

    words = client.get(address).content.decode()

    assert VIOLATION in words and "有法定减轻情节" in words
    assert 'value="1000"' in words or 'value="1000.00"' in words


@pytest.mark.parametrize("key", ["x", "9" * 30, "²", "0"])
def test_an_address_that_names_none_gives_an_empty_form(cast: Cast, key: str) -> None:
    client = cast.client("listadmin")

    assert client.get(reverse("benchmark-admin-create"), {"replaces": key}).status_code == 200


# --- the end ------------------------------------------------------------------------------------


def end(cast: Cast, row: Benchmark, on: date) -> ListVersion | None:
    reason = "云市监规〔2026〕9号废止"
    return announcing.end_benchmark(row, by=cast.listadmin, on=on, reason=reason, asked_on=ON)


def test_an_end_to_come_waits_for_the_head(cast: Cast) -> None:
    row = benchmark(cast.bureau)

    version = end(cast, row, LATER)

    assert version is not None and fresh(row).effective_to is None
    publish(version, cast)
    assert fresh(row).effective_to == LATER
    assert [said.change_note for said in list_history.history(row, ON)][0].endswith("废止")


def test_an_end_today_holds_at_once_and_is_recorded(cast: Cast) -> None:
    row = benchmark(cast.bureau)

    assert end(cast, row, ON) is None

    assert fresh(row).effective_to == ON
    last = ListVersion.objects.of("benchmark", row.pk).latest("number")
    assert (last.way, last.created_by) == ("recorded", cast.listadmin)


def test_its_end_is_asked_with_a_reason(cast: Cast) -> None:
    row, by = benchmark(cast.bureau), cast.listadmin
    with pytest.raises(RuleError, match="说明理由"):
        announcing.end_benchmark(row, by=by, on=LATER, reason=" ", asked_on=ON)


# --- what was public before, and the database ---------------------------------------------------


def test_what_was_taken_over_has_its_first_version(cast: Cast) -> None:
    row = benchmark(cast.bureau)

    version = ListVersion.objects.get(kind="benchmark")

    assert (version.row, version.way, version.content) == (row.pk, "recorded", lists.content(row))


def test_the_database_makes_nothing_public_without_a_version(cast: Cast) -> None:
    row = entered(cast)
    rows = Benchmark.objects.filter(pk=row.pk)

    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"
    kept = {**rows.values().get(), "id": None, "doc_no": "9号", "published_on": ON}
    assert refused_by_gate(lambda: Benchmark.objects.create(**kept)) == "REGISTER"
    handed_in(cast, row)
    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"


def test_the_database_keeps_the_day_and_the_one_replaced(cast: Cast) -> None:
    row, other = benchmark(cast.bureau), benchmark(cast.other_bureau)
    rows = Benchmark.objects.filter(pk=row.pk)

    assert refused_by_gate(lambda: rows.update(published_on=LATER)) == "REGISTER"
    assert refused_by_gate(lambda: rows.update(replaces=other)) == "REGISTER"


def test_what_was_withdrawn_comes_back_only_by_approval(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    list_versions.change(row, by=cast.listadmin, on=ON, changes={"published_on": None})
    rows = Benchmark.objects.filter(pk=row.pk)
    assert fresh(row).published_on is None

    assert refused_by_gate(lambda: rows.update(published_on=ON)) == "REGISTER"
    announced(fresh(row), by=cast.listadmin, head=cast.head, on=LATER)
    assert fresh(row).published_on is not None


def test_an_agency_to_be_announced_brings_its_benchmarks_along(cast: Cast) -> None:
    agency = factories.agency("示范新局", parent=cast.bureau, status="pending")
    row = entered(cast)
    made = benchmarks.create(
        by=cast.listadmin, agency=agency, steps=STEPS, **values(published_on=None)
    )
    assert (
        list_versions.change(made, by=cast.listadmin, on=ON, changes={"published_on": ON}) is None
    )
    assert fresh(made).published_on == ON and fresh(row).published_on is None
    draft = list_versions.change(agency, by=cast.listadmin, on=ON, changes={"status": "confirmed"})
    assert draft is not None

    shown = cast.client("listadmin").get(reverse("list-version-detail", args=[draft.pk]))

    assert VIOLATION in shown.content.decode()
