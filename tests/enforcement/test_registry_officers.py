"""Officers and their certificates: history is kept, one number has one holder at a time."""

from datetime import date
from typing import Any

import pytest

from core import tables
from core.errors import RuleError
from core.models import AuditEntry
from core.row_report import RowReport
from enforcement.directory import Directory
from enforcement.imports.officers import OfficerImport
from enforcement.models import Agency, Certificate, Officer
from enforcement.services import agencies, officers

pytestmark = pytest.mark.django_db
START, END = date(2024, 1, 1), date(2026, 12, 31)


@pytest.fixture
def bureau() -> Agency:
    return agencies.create(name="云溪市城市管理局")


def officer(bureau: Agency, name: str = "安试一") -> Officer:
    return officers.create(agency=bureau, name=name, post="科员")


def certify(row: Officer, number: str = "YX001", **changes: date) -> Certificate:
    period: Any = {"valid_from": START, "valid_to": END, **changes}
    return officers.certify(row, number=number, issuer="云溪市人民政府", area="云溪市", **period)


def test_a_certificate_counts_on_its_days_until_it_is_ended(bureau: Agency) -> None:
    row = officer(bureau)
    card = certify(row)
    officers.end_certificate(card, on=date(2026, 3, 1), reason="调离")
    days = {"2023-12-31": False, "2024-01-01": True, "2026-02-28": True, "2026-03-01": False}
    for day, valid in days.items():
        on = date.fromisoformat(day)
        assert (row.certificate_on(on) is not None) == valid, day
        assert Officer.objects.certified(on).filter(pk=row.pk).exists() == valid
    assert AuditEntry.objects.filter(action="certificate.end").exists()


def test_a_certificate_is_ended_once_and_not_before_it_began(bureau: Agency) -> None:
    card = certify(officer(bureau))
    with pytest.raises(RuleError, match="早于发证日期"):
        officers.end_certificate(card, on=date(2023, 1, 1), reason="误登")
    officers.end_certificate(card, on=date(2026, 3, 1), reason="调离")
    with pytest.raises(RuleError, match="已于 2026-03-01"):
        officers.end_certificate(card, on=date(2026, 4, 1), reason="重复")


def test_one_number_has_one_holder_at_a_time(bureau: Agency) -> None:
    first = officer(bureau)
    card = certify(first)
    second = officer(bureau, "安试二")
    with pytest.raises(RuleError, match="安试一"):
        certify(second, valid_from=date(2025, 1, 1))
    certify(first, valid_from=date(2027, 1, 1), valid_to=date(2028, 12, 31))
    officers.end_certificate(card, on=date(2025, 6, 1), reason="注销")
    certify(second, valid_from=date(2025, 6, 1))
    with pytest.raises(RuleError, match="早于开始日期"):
        certify(second, "YX009", valid_to=date(2020, 1, 1))


def test_leaving_ends_the_certificates_still_running(bureau: Agency) -> None:
    row = officer(bureau)
    certify(row)
    officers.set_status(row, Officer.Status.LEFT, on=date(2026, 3, 1))
    assert row.certificates.get().ended_on == date(2026, 3, 1)
    assert AuditEntry.objects.filter(action="officer.status").count() == 1
    officers.set_status(row, Officer.Status.LEFT, on=date(2026, 4, 1))
    assert AuditEntry.objects.filter(action="officer.status").count() == 1


def test_an_update_is_logged_and_unknown_fields_are_a_mistake(bureau: Agency) -> None:
    row = officer(bureau)
    assert officers.update(row, post="副科长").post == "副科长"
    assert '"after":{"post":"副科长"}' in AuditEntry.objects.get(action="officer.update").data
    with pytest.raises(TypeError):
        officers.update(row, status="left")


# ---------------------------------------------------------------------------------- import
HEAD = "姓名,单位,职务,内设机构,执法证号,发证机关,执法区域,执法类别,有效期自,有效期至"
LINE = "安试一,云溪市城市管理局,科员,一中队,YX001,云溪市人民政府,云溪市,城管,2024-01-01,2026-12-31"


def run(bureau: Agency, *lines: str, dry_run: bool = False) -> RowReport:
    sheets = tables.read_bytes("\n".join([HEAD, *lines]).encode("gb18030"))
    return OfficerImport(None, bureau, Directory([bureau]), date(2026, 4, 1)).run(
        sheets, dry_run=dry_run
    )


def test_a_list_of_officers_comes_in_once(bureau: Agency) -> None:
    assert run(bureau, LINE).created == 1
    card = Certificate.objects.select_related("officer").get()
    assert (card.officer.name, card.officer.unit, card.valid_to) == ("安试一", "一中队", END)
    assert run(bureau, LINE).unchanged == 1
    assert run(bureau, LINE.replace("科员", "副科长")).updated == 1
    assert Officer.objects.get().post == "副科长"


def test_a_renewed_period_adds_a_certificate_to_the_history(bureau: Agency) -> None:
    run(bureau, LINE)
    renewed = LINE.replace("2024-01-01,2026-12-31", "2027-01-01,2029-12-31")
    assert run(bureau, renewed).updated == 1
    assert Certificate.objects.count() == 2


def test_a_number_of_somebody_else_is_refused(bureau: Agency) -> None:
    run(bureau, LINE)
    report = run(bureau, LINE.replace("安试一", "安试二"))
    assert [(f.row, f.field) for f in report.rejected] == [(2, "执法证号")]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("安试一", "", "姓名"),
        ("云溪市城市管理局", "外地局", "单位"),
        ("2024-01-01", "不详的日期", "有效期自"),
        ("2026-12-31", "", "有效期至"),
        ("2026-12-31", "2020-01-01", "有效期至"),
        ("YX001", "Y" * 41, "执法证号"),
    ],
)
def test_a_bad_row_is_named_by_its_column_and_leaves_nothing(
    bureau: Agency, old: str, new: str, field: str
) -> None:
    report = run(bureau, LINE.replace(old, new))
    assert [f.field for f in report.rejected] == [field]
    assert not Officer.objects.exists()


def test_a_trial_run_saves_nothing(bureau: Agency) -> None:
    assert run(bureau, LINE, dry_run=True).created == 1
    assert not Officer.objects.exists()


def test_a_certificate_is_not_rewritten_by_a_list(bureau: Agency) -> None:
    run(bureau, LINE)
    report = run(bureau, LINE.replace("云溪市,城管", "全省,城管"))
    assert (report.unchanged, len(report.flagged)) == (1, 1)
    assert Certificate.objects.get().area == "云溪市"
