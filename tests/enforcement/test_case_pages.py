"""The case pages: who sees what, forms that keep what was typed, hostile input without a 500."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import AuditEntry
from enforcement.models import Case, Certificate, Party
from enforcement.services import assignment
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.dossier import draft, page, said

pytestmark = pytest.mark.django_db
TODAY = day(3, 16)
HUGE = "案" * 70_000


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: TODAY)


def typed(cast: Cast, **values: Any) -> dict[str, Any]:
    """The form of a new case, filled in."""
    return {
        "kind": "penalty",
        "procedure": "ordinary",
        "title": "某某店占道经营案",
        "cause": "占道经营",
        "item": "",
        "source": "日常巡查",
        "summary": "在人行道上摆放货架。",
        "place": "示范路1号",
        "discovered_on": "2026-03-16",
        "act_from": "",
        "act_to": "",
        "party_kind": "org",
        "party_name": "云溪市晨星商贸有限公司",
        "party_uscc": "",
        "party_legal_rep": "钱试",
        "party_address": "示范路1号",
        "lead": cast.officers[0].pk,
        "second": cast.officers[1].pk,
        **values,
    }


# ------------------------------------------------------------------------------- opening
def test_a_case_is_opened_with_its_party(cast: Cast) -> None:
    client = cast.client("officer1")
    answer = client.post(reverse("case-open"), typed(cast))

    row = Case.objects.get()
    assert answer["Location"] == reverse("case-detail", args=[row.pk])
    assert (row.title, row.party.name, row.created_by) == (
        "某某店占道经营案",
        "云溪市晨星商贸有限公司",
        cast.officer1,
    )
    assert [each.officer.name for each in row.assignments.order_by("part")] == ["安试一", "安试二"]
    assert AuditEntry.objects.filter(action="case.open", actor_id=cast.officer1.pk).exists()


def test_the_form_starts_with_today_and_the_choices_of_the_agency(cast: Cast) -> None:
    text = page(cast.client("officer1"), "case-open")

    assert 'value="2026-03-16"' in text
    assert "安试一" in text
    assert "外试人" not in text


def test_officers_without_a_valid_certificate_are_not_offered(cast: Cast) -> None:
    Certificate.objects.filter(officer=cast.officers[1]).update(valid_to=day(3, 15))
    client = cast.client("officer1")

    assert "安试二" not in page(client, "case-open")
    assert "选择一个有效的选项" in said(client, "case-open", typed(cast))
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "案件名称"),
        ({"title": HUGE}, "300"),
        ({"cause": "案" * 301}, "300"),
        ({"source": "案" * 61}, "60"),
        ({"kind": "levy2"}, "执法类别"),
        ({"kind": "penalty", "procedure": "permit"}, "该执法类别不适用此程序"),
        ({"kind": "nonsense", "procedure": "nonsense"}, "程序"),
        ({"discovered_on": "2026-02-30"}, "发现或申请日期"),
        ({"discovered_on": "2026-03-17"}, "不能晚于现在"),
        ({"discovered_on": "0000-00-00"}, "发现或申请日期"),
        ({"discovered_on": "9" * 5000}, "发现或申请日期"),
        ({"act_from": "2026-03-02", "act_to": "2026-03-01"}, "终了日期不能早于开始日期"),
        ({"party_name": ""}, "当事人名称或姓名"),
        ({"party_name": " 　 "}, "当事人"),
        ({"party_name": "某\x00店"}, "当事人名称或姓名"),
        ({"party_uscc": "1" * 31}, "统一社会信用代码"),
        ({"party_uscc": "1" * 20}, "最多 18 位"),
        ({"party_birth_date": "2027-01-01"}, "不能晚于现在"),
        ({"lead": "999999"}, "承办人"),
        ({"lead": "一"}, "承办人"),
        ({"lead": "9" * 40}, "承办人"),
        ({"item": "999999"}, "执法事项"),
        ({"item": "' OR 1=1 --"}, "执法事项"),
    ],
)
def test_a_bad_entry_is_refused_in_words_and_nothing_is_kept(
    cast: Cast, values: dict[str, str], words: str
) -> None:
    text = said(cast.client("officer1"), "case-open", typed(cast, **values))

    assert words in text
    assert "在人行道上摆放货架。" in text, "what was typed stays"
    assert not Case.objects.exists()
    assert not Party.objects.exists()


def test_a_rule_that_refuses_leaves_neither_case_nor_party(cast: Cast) -> None:
    second = {"second": cast.officers[0].pk}
    text = said(cast.client("officer1"), "case-open", typed(cast, **second))

    assert "两名不同的执法人员（行政处罚法第四十二条）" in text
    assert "在人行道上摆放货架。" in text
    assert not Party.objects.exists()


def test_a_form_with_nothing_or_with_files_in_it_is_no_500(cast: Cast) -> None:
    client = cast.client("officer1")

    assert client.post(reverse("case-open"), {"nothing": "1"}).status_code == 200
    assert client.post(reverse("case-open"), {**typed(cast), "title": ["a", "b"]}).status_code in (
        200,
        302,
    )
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(reverse("case-open")).status_code in (200, 405)
    assert Case.objects.count() <= 1


def test_an_account_without_an_agency_is_told_so(cast: Cast) -> None:
    cast.officer1.agency = None
    cast.officer1.save(update_fields=["agency"])

    answer = cast.client("officer1").get(reverse("case-open"))

    assert answer.status_code == 409
    assert "没有所属机关" in answer.content.decode()


# ------------------------------------------------------------------------------- one case
def test_the_page_of_a_case_says_what_is_next_and_is_logged_as_read(cast: Cast) -> None:
    row = draft(cast.bureau).case

    text = page(cast.client("officer1"), "case-detail", row.pk)

    for words in ("下一步", "送达事先告知书", "还缺什么", "尚未告知当事人", row.number, "经过"):
        assert words in text
    assert AuditEntry.objects.filter(
        action="party.read", object_id=str(row.party_id), actor_id=cast.officer1.pk
    ).exists()


def test_the_clock_of_a_case_is_shown_with_its_article(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)

    text = page(cast.client("officer1"), "case-detail", row.pk)

    assert "作出决定" in text
    assert "行政处罚法第六十条" in text
    assert "2026-06-01" in text


def test_buttons_are_those_the_person_may_press(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    filing, staff = (reverse(name, args=[row.pk]) for name in ("case-file", "case-reassign"))

    assert filing in page(cast.client("unithead"), "case-detail", row.pk)
    assert staff in page(cast.client("unithead"), "case-detail", row.pk)
    for name in ("officer1", "reviewer", "publisher"):
        text = page(cast.client(name), "case-detail", row.pk)
        assert f'href="{filing}"' not in text
        assert staff not in text


def test_the_page_of_a_sealed_case_says_that_it_is_not_published() -> None:
    police = factories.agency(profile="changzhi_police", field="治安")
    row = factories.case(police)
    client = client_of(factories.account_of(factories.lead_of(row)))

    assert "依法封存，不得公开" in page(client, "case-detail", row.pk)


CASE_PAGES = ["case-detail", "case-file", "case-reject", "case-reassign", "decision-draft"]


@pytest.mark.parametrize("name", CASE_PAGES)
def test_a_case_of_another_agency_does_not_exist(cast: Cast, name: str) -> None:
    theirs = factories.case(cast.other_bureau, filed=True)
    head = factories.user(["officer", "unithead", "head"], cast.bureau)
    client = client_of(head)

    for key in (theirs.pk, uuid4()):
        assert client.get(reverse(name, args=[key])).status_code == 404
        assert client.post(reverse(name, args=[key]), {"reason": "x"}).status_code == 404
    assert Case.objects.get(pk=theirs.pk).status == "filed"


@pytest.mark.parametrize("key", ["1", "x", "00000000-0000-0000-0000-00000000000g", "..%2f"])
def test_an_address_that_is_none_is_not_found(cast: Cast, key: str) -> None:
    assert cast.client("officer1").get(f"/office/cases/{key}/").status_code == 404


# ------------------------------------------------------------------------------- filing
def test_the_unit_head_files_the_case(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    answer = cast.client("unithead").post(
        reverse("case-file", args=[row.pk]), {"on": "2026-03-16"}, follow=True
    )

    assert "已立案，案号" in answer.content.decode()
    assert Case.objects.get(pk=row.pk).filed_on == TODAY


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-03-01", "不能早于发现日期2026-03-02"),
        ("2026-03-17", "不能晚于现在"),
        ("yesterday", "输入一个有效的日期"),
        ("", "必填"),
    ],
)
def test_a_bad_day_of_filing_stays_in_the_form(cast: Cast, on: str, words: str) -> None:
    row = factories.case(cast.bureau)

    text = said(cast.client("unithead"), "case-file", {"on": on}, row.pk)

    assert words in text
    assert not on or f'value="{on}"' in text
    assert Case.objects.get(pk=row.pk).status == "draft"


def test_missing_certificates_are_named_with_the_article(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    Certificate.objects.filter(officer=cast.officers[1]).update(valid_to=day(3, 10))

    text = said(cast.client("unithead"), "case-file", {"on": "2026-03-16"}, row.pk)

    assert "安试二" in text
    assert "行政处罚法第四十二条" in text


def test_who_may_not_file_reads_who_does_and_cannot_post(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    client = cast.client("officer1")

    assert "等待承办机构负责人审批" in page(client, "case-file", row.pk)
    answer = client.post(reverse("case-file", args=[row.pk]), {"on": "2026-03-16"})
    assert answer.status_code == 403
    assert Case.objects.get(pk=row.pk).status == "draft"


def test_a_case_that_was_filed_meanwhile_is_said_to_be(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)

    text = said(cast.client("unithead"), "case-file", {"on": "2026-03-16"}, row.pk)
    assert "当前状态为“办理中”" in text
    text = said(cast.client("unithead"), "case-reject", {"reason": "误立"}, row.pk)
    assert "当前状态为“办理中”" in text


def test_the_unit_head_rejects_with_a_reason(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    client = cast.client("unithead")
    assert "必填" in said(client, "case-reject", {"reason": " "}, row.pk)

    client.post(reverse("case-reject", args=[row.pk]), {"reason": "没有违法事实。"})

    assert Case.objects.get(pk=row.pk).status == "rejected"


# ------------------------------------------------------------------------------- the team
def test_the_unit_head_names_another_team(cast: Cast) -> None:
    row = factories.case(cast.bureau, filed=True)
    third = factories.officer(cast.bureau, name="安试三")
    client = cast.client("unithead")
    assert "安试三" in page(client, "case-reassign", row.pk)

    values = {"lead": third.pk, "second": cast.officers[0].pk, "reason": "调离"}
    answer = client.post(reverse("case-reassign", args=[row.pk]), values, follow=True)

    text = answer.content.decode()
    assert "已调整承办人员" in text
    assert "安试二（协办人，至 2026-03-16）" in text
    assert assignment.is_handler(row, factories.account_of(third))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": ""}, "必填"),
        ({"second": "999"}, "选择一个有效的选项"),
        ({"second": "same"}, "两名不同的执法人员"),
    ],
)
def test_a_bad_team_is_refused_in_the_form(cast: Cast, values: dict[str, str], words: str) -> None:
    row = factories.case(cast.bureau, filed=True)
    given: dict[str, Any] = {
        "lead": cast.officers[0].pk,
        "second": cast.officers[1].pk,
        "reason": "工作调整",
    }
    if values.get("second") == "same":
        values = {"second": str(cast.officers[0].pk)}

    assert words in said(cast.client("unithead"), "case-reassign", {**given, **values}, row.pk)
    assert row.assignments.filter(until=None).count() == 2


def test_a_case_that_is_over_keeps_its_team_on_the_page_too(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    cast.client("unithead").post(reverse("case-reject", args=[row.pk]), {"reason": "误"})
    values = {"lead": cast.officers[0].pk, "second": cast.officers[1].pk, "reason": "调整"}

    assert "案件已办结" in said(cast.client("unithead"), "case-reassign", values, row.pk)
