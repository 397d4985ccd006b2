"""Agencies and delegations: codes are remarked on, the law is kept, every change is logged."""

from datetime import date
from typing import Any

import pytest

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.directory import Directory
from enforcement.models import Agency, Delegation
from enforcement.services import agencies, delegations

pytestmark = pytest.mark.django_db
GOOD = "91350100M000100Y43"


def test_an_agency_keeps_a_folded_name_and_its_place_in_the_tree() -> None:
    city = agencies.create(name="云溪市人民政府", kind=Agency.Kind.GOVERNMENT)
    bureau = agencies.create(parent=city, name=" 云溪市“市场”监督管理局（高新区） ")
    assert bureau.folded_name == "云溪市市场监督管理局(高新区)"
    assert Agency.objects.get_parent(bureau) == city
    entry = AuditEntry.objects.get(object_id=str(bureau.pk), action="agency.create")
    assert entry.agency_id == bureau.pk


def test_a_wrong_code_is_remarked_on_and_saved() -> None:
    bureau = agencies.create(name="云溪市城市管理局", uscc="91350100m000100y44")
    assert bureau.uscc == "91350100M000100Y44"
    assert agencies.code_flags(bureau.uscc) == ["统一社会信用代码校验码不符"]
    assert agencies.code_flags(GOOD) == agencies.code_flags("") == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " 　"}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"name": "某局", "profile": "atlantis"}, "profile"),
        ({"name": "某局", "uscc": "1" * 19}, "uscc"),
    ],
)
def test_what_cannot_be_an_agency_is_refused_beside_its_field(
    fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        agencies.create(**fields)
    assert refused.value.field == field
    assert not Agency.objects.exists()


def test_siblings_of_one_name_are_refused_but_not_those_of_other_divisions() -> None:
    agencies.create(name="税务局", division_code="540125")
    agencies.create(name="税务局", division_code="540126")
    with pytest.raises(RuleError, match="同名"):
        agencies.create(name="税 务 局", division_code="540125")


def test_an_update_logs_before_and_after_and_nothing_when_nothing_changed() -> None:
    bureau = agencies.create(name="云溪市城市管理局", phone="0398-0000001")
    agencies.update(bureau, phone="0398-0000002", name="云溪市城市管理局")
    entry = AuditEntry.objects.get(action="agency.update")
    assert '"before":{"phone":"0398-0000001"}' in entry.data
    agencies.update(bureau, phone="0398-0000002")
    assert AuditEntry.objects.filter(action="agency.update").count() == 1
    with pytest.raises(TypeError):
        agencies.update(bureau, path="0001")


def two() -> tuple[Agency, Agency]:
    return agencies.create(name="甲局"), agencies.create(name="乙中心")


def grant(**changes: object) -> Delegation:
    delegator, delegate = two()
    values: dict[str, object] = {
        "delegator": delegator,
        "delegate": delegate,
        "number": "云委〔2026〕1号",
        "matters": "道路停车处罚",
        "powers": "调查取证",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31),
    }
    return delegations.create(**{**values, **changes})  # type: ignore[arg-type]  # one value per test


def test_a_delegation_is_in_force_on_its_days_only() -> None:
    row = grant()
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [row.in_force(day) for day in days] == [False, True, True, False]
    assert AuditEntry.objects.filter(action="delegation.create").exists()


@pytest.mark.parametrize(
    ("changes", "article"),
    [
        ({"valid_to": date(2025, 1, 1)}, "行政处罚法第二十条"),
        ({"matters": "查封场所"}, "行政强制法第十七条"),
        ({"powers": "实施行政强制措施"}, "行政强制法第十七条"),
    ],
)
def test_a_delegation_the_law_forbids_is_refused(changes: dict[str, object], article: str) -> None:
    with pytest.raises(RuleError) as refused:
        grant(**changes)
    assert refused.value.article == article


def test_nobody_delegates_to_itself() -> None:
    own = agencies.create(name="丙局")
    with pytest.raises(RuleError, match="同一主体"):
        grant(delegator=own, delegate=own)


# ---------------------------------------------------------------------------------- directory
def test_the_directory_finds_by_code_before_name() -> None:
    coded = agencies.create(name="甲市环境局", uscc=GOOD)
    named = agencies.create(name="乙市环境局")
    directory = Directory([coded, named])
    assert directory.find(code=GOOD.lower(), name="乙市环境局") == coded
    assert directory.find(code="不存在", name="乙市 环境局") == named
    assert directory.find(name="丙市环境局") is None
    assert directory.find() is None


def test_a_name_without_a_place_is_another_agency_in_every_division() -> None:
    here = agencies.create(name="税务局", division_code="540125")
    directory = Directory([here])
    assert directory.find(name="税务局", division="540125") == here
    assert directory.find(name="税务局", division="540126") is None
    there = agencies.create(name="税务局", division_code="540126")
    directory.add(there)
    assert directory.find(name="税务局", division="540126") == there
    with pytest.raises(RuleError, match="多个执法主体"):
        directory.find(name="税务局")
