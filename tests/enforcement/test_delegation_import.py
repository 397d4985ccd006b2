"""Delegations from a sheet: new and changed deeds wait as one batch, the same ones stay."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import tables
from core.errors import RuleError
from core.models import AuditEntry
from core.row_report import RowReport
from enforcement.imports.delegations import DelegationImport, table
from enforcement.models import Agency, Delegation, ListVersion
from enforcement.services import examination, list_versions
from tests import deeds, factories
from tests.base import Cast
from tests.enforcement.sheeted import WAYS, Lines, outcome, put

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FIRST, LAST, ON = date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 2)


@pytest.fixture
def taker(cast: Cast) -> Agency:
    return factories.agency("云溪市市场综合执法大队", parent=cast.bureau, kind="delegated")


@pytest.fixture
def deed(cast: Cast, taker: Agency) -> Delegation:
    return deeds.deed(
        cast,
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
    run = DelegationImport(cast.listadmin, cast.bureau, ON, own)
    return run.run(tables.read_bytes(WAYS[way](lines)), dry_run=dry)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_an_export_comes_back_as_the_same(cast: Cast, deed: Delegation, way: str) -> None:
    deeds.ended(cast, deed, date(2026, 6, 1), "-调整")
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


def waiting() -> list[ListVersion]:
    return list(ListVersion.objects.filter(kind="delegation", status="submitted").order_by("pk"))


@pytest.mark.parametrize("dry", [True, False])
def test_a_new_deed_comes_in_as_the_sheet_says(cast: Cast, deed: Delegation, dry: bool) -> None:
    lines = put(exported(), "委托书编号", "云市监委〔2026〕2号")
    report = brought(cast, lines, dry=dry)
    assert outcome(report) == (1, 0, 0, 0)
    assert [(row.field, row.text) for row in report.taken] == [("新增", "云市监委〔2026〕2号")]
    rows = Delegation.objects.exclude(pk=deed.pk)
    assert rows.count() == len(waiting()) == (0 if dry else 1)
    for row in rows:
        again = put(exported(), "委托书编号", deed.number, row=2)
        assert put(again, "公布日期", str(deed.published_on), row=2)[1] == again[2]
        assert row.filed_on == deed.filed_on and row.published_on is None
        assert deeds.approved(row, cast.head, ON).published_on == ON


def test_a_sheet_waits_as_one_batch(cast: Cast, deed: Delegation) -> None:
    lines = put(exported(), "权限", "日常检查、责令改正")
    fresh = [put(exported(), "委托书编号", number)[1] for number in ("甲号", "乙号")]
    report = brought(cast, [*lines, *fresh])
    assert outcome(report) == (2, 1, 0, 0)
    versions = waiting()
    assert len({version.batch for version in versions}) == 1 and len(versions) == 3
    deed.refresh_from_db()
    assert deed.powers == "日常检查" and Delegation.objects.public(ON).count() == 1
    assert outcome(brought(cast, [*lines, *fresh])) == (0, 0, 3, 0), "it waits already"
    seen = {version.pk: examination.digest(version) for version in versions}
    list_versions.publish_all(versions, by=cast.head, on=ON, examined=True, seen=seen)
    deed.refresh_from_db()
    assert deed.powers == "日常检查、责令改正" and Delegation.objects.public(ON).count() == 3


def test_one_refused_row_of_a_batch_leaves_all_waiting(cast: Cast, deed: Delegation) -> None:
    brought(cast, put(exported(), "委托书编号", "甲号"))
    versions = waiting()
    with pytest.raises(RuleError, match="保密审查"):
        list_versions.publish_all(versions, by=cast.head, on=ON, examined=False, seen={})
    assert Delegation.objects.public(ON).get() == deed


def test_a_row_without_a_day_is_only_entered(cast: Cast, deed: Delegation) -> None:
    lines = put(put(exported(), "委托书编号", "甲号"), "公布日期", "")
    assert outcome(brought(cast, lines)) == (1, 0, 0, 0)
    assert Delegation.objects.get(number="甲号").published_on is None and not waiting()
    put(lines, "权限", "另一权限")
    assert outcome(brought(cast, lines)) == (0, 1, 0, 0), "a draft is changed at once"
    assert Delegation.objects.get(number="甲号").powers == "另一权限" and not waiting()


@pytest.mark.parametrize(
    ("header", "value", "field", "said"),
    [
        ("委托事项", "另一事项", "matters", "另一事项"),
        ("权限", "另一权限", "powers", "另一权限"),
        ("委托期限至", "2027-01-01", "valid_to", date(2027, 1, 1)),
        ("备案日期", "", "filed_on", None),
        ("受托人员", "试员甲", "staff", "试员甲"),
    ],
)
def test_a_change_of_a_public_deed_waits(
    cast: Cast, deed: Delegation, header: str, value: str, field: str, said: Any
) -> None:
    report = brought(cast, put(exported(), header, value))
    assert outcome(report) == (0, 1, 0, 0) and len(waiting()) == 1
    before = getattr(deed, field)
    deed.refresh_from_db()
    assert getattr(deed, field) == before
    assert getattr(deeds.approved(deed, cast.head, ON), field) == said


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("委托期限自", "2026-01-02", "不能改换委托期限自"),
        ("委托期限至", "2026-12-30", "不能改短"),
        ("受委托组织", "云溪市司法局", "不能改换受委托组织"),
        ("公布日期", "2026-01-02", "公布日期不得改写"),
        ("提前终止日期", "2026-03-01", "办理提前终止"),
    ],
)
def test_a_public_deed_stays_the_same_deed(
    cast: Cast, deed: Delegation, header: str, value: str, words: str
) -> None:
    report = brought(cast, put(exported(), header, value))
    assert outcome(report) == (0, 0, 0, 1)
    found = report.rejected[0]
    assert (found.row, found.field) == (2, header)
    assert words in found.text
    before = Delegation.objects.values().get()
    deed.refresh_from_db()
    assert (deed.valid_from, deed.valid_to, deed.ended_on) == (FIRST, LAST, None)
    assert before["published_on"] == FIRST and not waiting()


def test_no_sheet_takes_a_deed_off_the_register(cast: Cast, deed: Delegation) -> None:
    assert outcome(brought(cast, put(exported(), "公布日期", ""))) == (0, 0, 1, 0)
    assert Delegation.objects.get().published_on == FIRST


def test_of_two_deeds_with_one_number_none_is_changed(cast: Cast, deed: Delegation) -> None:
    fields = {"valid_from": FIRST, "valid_to": LAST, "number": deed.number}
    deeds.deed(cast, delegate=deed.delegate, **fields)
    report = brought(cast, put(exported()[:2], "权限", "第三种权限"))
    assert outcome(report) == (0, 0, 0, 1) and "有多份" in report.rejected[0].text


def test_a_colleagues_draft_is_not_overwritten_by_a_sheet(cast: Cast, deed: Delegation) -> None:
    list_versions.change(deed, by=cast.listadmin, on=ON, changes={"powers": "草拟"})
    report = brought(cast, put(exported(), "权限", "另一权限"))
    assert outcome(report) == (0, 0, 0, 1) and "编制中" in report.rejected[0].text


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
