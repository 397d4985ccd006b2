"""The list of benchmarks in the back office: entering, importing, publishing, repealing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core import tables
from core.row_report import RowReport
from enforcement.imports.benchmarks import COLUMNS, BenchmarkImport
from enforcement.models import Benchmark
from tests.base import Cast, day
from tests.enforcement.dossier import audited, page, said
from tests.enforcement.listed import approved
from tests.gauges import VIOLATION, benchmark

HEADERS = [names[0] for names in COLUMNS.values()]
TIERS = (
    {"裁量阶次": "不予", "适用条件": "首次发现；当场改正"},
    {"裁量阶次": "从轻", "适用条件": "当场改正", "下限": "1000", "上限": "3000", "不含上限": "是"},
    {"裁量阶次": "情节较重", "下限": "3000", "上限": "10000", "计量自": "20"},
)
HEAD = {
    "违法行为": "乱堆建筑垃圾",
    "法定依据": "《城市建筑垃圾管理规定》第二十条",
    "处罚种类": "罚款、警告",
    "计量单位": "元",
    "法定最低": "1000",
    "法定最高": "10000",
    "情节计量": "数量（立方米）",
    "制定机关": "云溪市市场监督管理局",
    "文号": "云市监规〔2025〕2号",
    "生效日期": "2025-03-01",
}


def sheet(*changes: dict[str, str], **common: str) -> list[tables.Sheet]:
    """The sheet of one benchmark, a row per tier; `changes` are those of the rows in turn."""
    rows = [
        {**HEAD, **tier, **common, **(changes[place] if place < len(changes) else {})}
        for place, tier in enumerate(TIERS)
    ]
    cells = [[row.get(name, "") for name in HEADERS] for row in rows]
    return tables.read_bytes(tables.csv_text([HEADERS, *cells]).encode())


def run(cast: Cast, sheets: list[tables.Sheet], *, dry: bool = False) -> RowReport:
    """Import by the list administrator."""
    return BenchmarkImport(cast.listadmin, cast.bureau).run(sheets, dry_run=dry)


# ------------------------------------------------------------------------- import
def test_the_rows_of_a_benchmark_are_imported_together(cast: Cast) -> None:
    report = run(cast, sheet())

    row = Benchmark.objects.get()
    tiers = list(row.tiers.all())
    assert (report.rows, report.created, report.rejected) == (3, 3, [])
    assert (row.low, row.high, row.penalty_kinds) == (100_000, 1_000_000, ["fine", "warning"])
    assert [tier.degree for tier in tiers] == ["exempt", "lighter", "serious"]
    assert tiers[0].conditions == ["首次发现", "当场改正"]
    assert tiers[1].high_open
    assert tiers[2].measure_from == 20
    assert row.published_on is None
    assert audited(row, "benchmark.create")


def test_importing_again_changes_nothing(cast: Cast) -> None:
    run(cast, sheet())
    again = run(cast, sheet())

    assert (again.created, again.unchanged) == (0, 3)
    assert Benchmark.objects.count() == 1


def test_a_dry_run_saves_nothing(cast: Cast) -> None:
    assert run(cast, sheet(), dry=True).created == 3
    assert not Benchmark.objects.exists()


@pytest.mark.parametrize(
    ("place", "change", "header", "words"),
    [
        (1, {"裁量阶次": "随便"}, "裁量阶次", "不是可选的值"),
        (0, {"计量单位": "担"}, "计量单位", "不是可选的值"),
        (0, {"处罚种类": "罚款、杖责"}, "处罚种类", "不是可选的值"),
        (2, {"上限": "很多"}, "上限", "不是数字"),
        (0, {"生效日期": "去年"}, "生效日期", "无法识别"),
        (0, {"生效日期": ""}, "生效日期", "为空"),
        (1, {"上限": "4000"}, "", "幅度重叠"),
        (0, {"法定依据": ""}, "法定依据", "请填写法定依据"),
        (0, {"执法主体": "没有这样的局"}, "执法主体", "没有登记"),
    ],
)
def test_a_wrong_row_keeps_its_whole_benchmark_out_and_says_why(
    cast: Cast, place: int, change: dict[str, str], header: str, words: str
) -> None:
    changes = [change if row == place else {} for row in range(3)]
    if set(change) & {"计量单位", "执法主体"}:
        changes = [change] * 3
    report = run(cast, sheet(*changes))

    assert not Benchmark.objects.exists()
    assert report.rejected_rows == 3
    assert {finding.field for finding in report.rejected} == {header}
    assert words in report.rejected[0].text


def test_one_wrong_benchmark_does_not_stop_another(cast: Cast) -> None:
    wrong, right = (
        sheet({}, {"上限": "4000"}),
        sheet(违法行为="乱贴广告", 文号="云市监规〔2025〕3号"),
    )

    report = run(cast, [*wrong, *right])

    assert (report.created, report.rejected_rows) == (3, 3)
    assert Benchmark.objects.get().violation == "乱贴广告"


def test_the_page_tries_first_and_imports_then(cast: Cast) -> None:
    client, url = cast.client("listadmin"), reverse("benchmark-import")
    text = tables.csv_text([HEADERS, *([{**HEAD, **t}.get(n, "") for n in HEADERS] for t in TIERS)])
    upload = SimpleUploadedFile("基准.csv", text.encode(), content_type="text/csv")

    tried = client.post(url, {"agency": cast.bureau.pk, "file": upload})
    assert not Benchmark.objects.exists()
    done = client.post(url, {"token": tried.context["token"]})

    assert done["Location"] == reverse("benchmark-admin-list")
    assert Benchmark.objects.get().violation == "乱堆建筑垃圾"
    assert "违法行为" in client.get(url + "?template=1").content.decode()


# ------------------------------------------------------------------------- pages
def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the administrator enters: two tiers, the other rows left empty."""
    tiers = {
        "tier-TOTAL_FORMS": "8",
        "tier-INITIAL_FORMS": "0",
        "tier-0-degree": "lighter",
        "tier-0-conditions": "当场改正\n首次发现",
        "tier-0-low": "1000",
        "tier-0-high": "3000",
        "tier-0-high_open": "on",
        "tier-3-degree": "normal",
        "tier-3-low": "3000",
        "tier-3-high": "10000",
    }
    head = {
        "agency": cast.bureau.pk,
        "violation": VIOLATION,
        "basis": "《中华人民共和国食品安全法》第一百二十四条",
        "penalty_kinds": ["fine"],
        "unit": "yuan",
        "low": "1000",
        "high": "10000",
        "issuer": "云溪市市场监督管理局",
        "doc_no": "云市监规〔2025〕1号",
        "effective_from": "2025-01-01",
    }
    return {**head, **tiers, **changes}


def test_a_benchmark_is_entered_on_one_page(cast: Cast) -> None:
    client = cast.client("listadmin")
    assert "第 8 个裁量阶次" in page(client, "benchmark-admin-create")

    answer = client.post(reverse("benchmark-admin-create"), form(cast))

    row = Benchmark.objects.get()
    assert answer["Location"] == reverse("benchmark-admin-detail", args=[row.pk])
    assert [tier.conditions for tier in row.tiers.all()] == [["当场改正", "首次发现"], []]
    shown = page(client, "benchmark-admin-detail", row.pk)
    assert "3,000元以上10,000元以下" in shown
    assert row.doc_no in page(client, "benchmark-admin-list")


def test_a_refused_benchmark_keeps_what_was_typed(cast: Cast) -> None:
    given = form(cast, **{"tier-3-low": "2000"})
    text = said(cast.client("listadmin"), "benchmark-admin-create", given)

    assert "幅度重叠" in text
    assert 'value="云市监规〔2025〕1号"' in text
    assert 'value="2000"' in text
    assert not Benchmark.objects.exists()


def test_it_is_published_and_repealed_from_its_page(cast: Cast) -> None:
    client, row = cast.client("listadmin"), benchmark(cast.bureau, published_on=None)
    assert "报请公布裁量基准" in page(client, "benchmark-admin-detail", row.pk)
    today = timezone.localdate()

    given = {"on": today, "valid_from": today, "change_note": "首次公布。"}
    client.post(reverse("benchmark-publish", args=[row.pk]), given)
    assert not Benchmark.objects.filter(published_on__isnull=False)  # it waits for the head
    assert approved(cast) == 1
    client.post(reverse("benchmark-end", args=[row.pk]), {"on": "2026-04-01", "reason": "修订"})

    row.refresh_from_db()
    assert (row.published_on, row.effective_to) == (today, day(4, 1))
    assert "公布裁量基准</a>" not in page(client, "benchmark-admin-detail", row.pk)


def test_a_refused_repeal_is_said_on_the_page(cast: Cast) -> None:
    row = benchmark(cast.bureau)
    given = {"on": "2024-01-01", "reason": "修订"}

    assert "没有效力" in said(cast.client("listadmin"), "benchmark-end", given, row.pk)


def test_the_list_is_searched_by_violation(cast: Cast) -> None:
    benchmark(cast.bureau)
    client, url = cast.client("listadmin"), reverse("benchmark-admin-list")

    assert VIOLATION in client.get(url, {"q": "保质期"}).content.decode()
    assert "没有符合条件的裁量基准" in client.get(url, {"q": "广告"}).content.decode()


@pytest.mark.parametrize("name", ["benchmark-admin-detail", "benchmark-publish", "benchmark-end"])
def test_the_list_of_another_agency_does_not_exist(cast: Cast, name: str) -> None:
    row = benchmark(cast.other_bureau)

    assert cast.client("listadmin").get(reverse(name, args=[row.pk])).status_code == 404


def test_an_officer_reads_and_does_not_enter(cast: Cast) -> None:
    row, client = benchmark(cast.bureau), cast.client("officer1")

    assert VIOLATION in page(client, "benchmark-admin-detail", row.pk)
    assert client.post(reverse("benchmark-admin-create"), form(cast)).status_code == 403
    assert Benchmark.objects.count() == 1
