"""Delegations from a sheet: new deeds come in, the same ones stay, a different one is refused."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import tables
from core.models import AuditEntry
from core.row_report import RowReport
from enforcement.imports.delegations import DelegationImport, table
from enforcement.models import Agency, Delegation
from enforcement.services import agencies
from tests import factories
from tests.base import Cast
from tests.enforcement.sheeted import WAYS, Lines, outcome, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def taker(cast: Cast) -> Agency:
    return factories.agency("云溪市市场综合执法大队", parent=cast.bureau, kind="delegated")


@pytest.fixture
def deed(cast: Cast, taker: Agency) -> Delegation:
    return agencies.delegate(
        by=cast.listadmin,
        delegator=cast.bureau,
        delegate=taker,
        number="云市监委〔2026〕1号",
        matters="对食品经营的监督检查",
        powers="日常检查",
        valid_from=FIRST,
        valid_to=LAST,
        basis="无",
        text="委托书\n=全文",
        filed_on=date(2026, 1, 5),
    )


def exported() -> Lines:
    return list(table(Delegation.objects.select_related("delegator", "delegate").order_by("pk")))


def brought(cast: Cast, lines: Lines, *, dry: bool = False, way: str = "xlsx") -> RowReport:
    own = [cast.bureau, cast.government]
    run = DelegationImport(cast.listadmin, cast.bureau, own)
    return run.run(tables.read_bytes(WAYS[way](lines)), dry_run=dry)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_an_export_comes_back_as_the_same(cast: Cast, deed: Delegation, way: str) -> None:
    agencies.end_delegation(deed, by=cast.listadmin, on=date(2026, 6, 1), reason="-调整")
    log = AuditEntry.objects.count()
    assert outcome(brought(cast, exported(), way=way)) == (0, 0, 1, 0)
    assert AuditEntry.objects.count() == log


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(texts=st.tuples(WORDS, WORDS, WORDS), way=st.sampled_from(sorted(WAYS)))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_deed_says_comes_back_as_the_same(
    cast: Cast, deed: Delegation, texts: tuple[str, str, str], way: str
) -> None:
    fields = dict(zip(("matters", "text", "staff"), texts, strict=True))
    Delegation.objects.filter(pk=deed.pk).update(**fields)
    assert outcome(brought(cast, exported(), dry=True, way=way)) == (0, 0, 1, 0)


@pytest.mark.parametrize("dry", [True, False])
def test_a_new_deed_comes_in_as_the_sheet_says(cast: Cast, deed: Delegation, dry: bool) -> None:
    lines = put(exported(), "委托书编号", "云市监委〔2026〕2号")
    report = brought(cast, lines, dry=dry)
    assert outcome(report) == (1, 0, 0, 0)
    assert [(row.field, row.text) for row in report.taken] == [("新增", "云市监委〔2026〕2号")]
    rows = Delegation.objects.exclude(pk=deed.pk)
    assert rows.count() == (0 if dry else 1)
    for row in rows:
        again = put(exported(), "委托书编号", deed.number, row=2)
        assert again[1] == again[2]
        assert row.filed_on == deed.filed_on and row.published_on is None


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("委托事项", "另一事项"),
        ("权限", "另一权限"),
        ("委托期限至", "2027-01-01"),
        ("受委托组织", "云溪市司法局"),
        ("备案日期", ""),
        ("提前终止日期", "2026-03-01"),
    ],
)
def test_a_deed_on_record_is_not_rewritten(
    cast: Cast, deed: Delegation, header: str, value: str
) -> None:
    report = brought(cast, put(exported(), header, value))
    assert outcome(report) == (0, 0, 0, 1)
    found = report.rejected[0]
    assert (found.row, found.field) == (2, header)
    assert f"不同：{header}" in found.text
    deed.refresh_from_db()
    assert (deed.matters, deed.valid_to, deed.ended_on) == ("对食品经营的监督检查", LAST, None)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"受委托组织": "没有的单位"}, "受委托组织", "没有登记"),
        ({"受委托组织": ""}, "受委托组织", "为空"),
        ({"受委托组织": "云溪市市场监督管理局"}, "受委托组织", "同一主体"),
        ({"委托机关": "云溪市交通运输局"}, "委托机关", "不由您维护"),
        ({"委托书编号": ""}, "委托书编号", "为空"),
        ({"委托书编号": "号" * 129}, "委托书编号", "超过 128 个字"),
        ({"委托事项": ""}, "委托事项", "为空"),
        ({"委托事项": "查封场所"}, "委托事项", "不得委托"),
        ({"委托书全文": "长" * 20_001}, "委托书全文", "超过 20000 个字"),
        ({"委托期限自": "某日"}, "委托期限自", "无法识别"),
        ({"委托期限至": ""}, "委托期限至", "无法识别"),
        ({"委托期限至": "2025-12-31"}, "委托期限至", "早于"),
        ({"提前终止日期": "2026-03-01"}, "提前终止日期", "不能写明已经终止"),
        ({"权限": "#N/A"}, "权限", "错误值"),
    ],
)
def test_a_refused_deed_is_named_with_its_column(
    cast: Cast, deed: Delegation, changes: dict[str, Any], field: str, words: str
) -> None:
    lines = put(exported(), "委托书编号", "新号")
    for header, value in changes.items():
        put(lines, header, value)
    report = brought(cast, lines)
    assert [(found.row, found.field) for found in report.rejected] == [(2, field)]
    assert words in report.rejected[0].text
    assert Delegation.objects.count() == 1


def test_one_deed_twice_in_a_sheet_is_taken_once(cast: Cast, deed: Delegation) -> None:
    lines = put(exported(), "委托书编号", "新号")
    report = brought(cast, [*lines, lines[1]])
    assert outcome(report) == (1, 0, 0, 1) and "第 2 行" in report.rejected[0].text
