"""The page of procedural measures: state, clock, who acts next, and the ways to act."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.models import Case, Incident
from tests import factories
from tests.base import Cast, day
from tests.incidents import REASON, approved, asked, sent

pytestmark = pytest.mark.django_db
ON = day(3, 16)
SAID = {"on": ON.isoformat(), "reason": REASON}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def text(cast: Cast, who: str, case: Case) -> str:
    answer = cast.client(who).get(reverse("case-incidents", args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def post(cast: Cast, who: str, name: str, key: Any, **data: Any) -> HttpResponse:
    url = reverse(name, args=[key])
    return cast.client(who).post(url, {"on": ON.isoformat(), **data})  # type: ignore[return-value]  # the test client's answer


def test_an_empty_page_offers_what_may_be_asked_for(cast: Cast, case: Case) -> None:
    page = text(cast, "officer1", case)
    for name in ("recusal", "crime-transfer", "jurisdiction-transfer", "suspension", "termination"):
        assert reverse(f"{name}-apply", args=[case.pk]) in page
    assert reverse("recusal-order", args=[case.pk]) not in page

    head = text(cast, "head", case)
    assert reverse("recusal-order", args=[case.pk]) in head
    assert reverse("suspension-apply", args=[case.pk]) not in head


def test_a_recusal_is_asked_for_and_decided_on_the_pages(cast: Cast, case: Case) -> None:
    subject = f"officer-{cast.officers[1].pk}"
    answer = post(
        cast,
        "officer1",
        "recusal-apply",
        case.pk,
        ground="interest",
        reason=REASON,
        subject=subject,
        applicant="party",
    )
    assert answer.status_code == 302
    row = Incident.objects.get()
    assert (row.officer, row.applicant) == (cast.officers[1], "party")
    page = text(cast, "head", case)
    assert "行政机关负责人（审批）" in page
    assert reverse("incident-decide", args=[row.pk]) in page
    assert reverse("incident-decide", args=[row.pk]) not in text(cast, "unithead", case)

    words = {"approved": "1", "opinion": "属实。", "body": "head"}
    assert post(cast, "head", "incident-decide", row.pk, **words).status_code == 302
    row.refresh_from_db()
    assert row.status == Incident.Status.DONE


def test_a_person_who_is_no_officer_is_recused_too(cast: Cast, case: Case) -> None:
    subject = f"person-{cast.reviewer.pk}"
    answer = post(
        cast,
        "head",
        "recusal-order",
        case.pk,
        ground="relation",
        reason=REASON,
        subject=subject,
    )
    assert answer.status_code == 302
    assert Incident.objects.get().person == cast.reviewer


def test_a_transfer_shows_its_clock_and_the_organ_it_waits_for(cast: Cast, case: Case) -> None:
    sent(case, on=ON)

    page = text(cast, "officer1", case)
    for expected in (
        "已移送，待回复",
        "云溪市公安局",
        "公安机关决定是否立案",
        "行政执法机关移送涉嫌犯罪案件的规定第八条",
        "饼干12袋",
    ):
        assert expected in page
    assert (
        "公安机关决定是否立案"
        in cast.client("officer1").get(reverse("case-detail", args=[case.pk])).content.decode()
    )


def test_the_whole_transfer_goes_through_the_pages(cast: Cast, case: Case) -> None:
    staff = [officer.pk for officer in cast.officers]
    said = {"ground": "suspected", "reason": REASON, "target_name": "云溪市公安局"}
    post(cast, "officer1", "crime-transfer-apply", case.pk, verified_by=staff, **said)
    key = Incident.objects.get().pk
    verdict = {"approved": "1", "opinion": "同意移送。", "body": "head"}
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("head", "incident-decide", verdict),
        ("officer1", "incident-send-crime", {"goods": "无", "opinion": "无", "other": "无"}),
        ("officer1", "incident-answer", {"accepted": "0", "answer": "不予立案通知书1号"}),
        ("officer1", "incident-object", {"objection": "达到追诉标准。"}),
        ("officer1", "incident-answer", {"accepted": "1", "answer": "立案决定书1号"}),
        ("officer1", "incident-hand-over", {"result": "无涉案物品。"}),
        ("officer1", "incident-go-on", {"result": "检察机关移送行政处罚。"}),
    ]
    for who, name, data in steps:
        assert post(cast, who, name, key, **data).status_code == 302, name
    assert Incident.objects.get().status == Incident.Status.ENDED


def test_a_case_is_sent_and_suspended_on_the_pages(cast: Cast, case: Case) -> None:
    other = {"ground": "not_ours", "reason": REASON, "target": cast.other_bureau.pk}
    post(cast, "officer1", "jurisdiction-transfer-apply", case.pk, **other)
    key = Incident.objects.get().pk
    post(cast, "head", "incident-decide", key, approved="1", opinion="同意。", body="head")
    assert post(cast, "officer1", "incident-send-case", key).status_code == 302
    assert Case.objects.filter(agency=cast.other_bureau).count() == 1

    held = factories.case(cast.bureau, on=ON, filed=True)
    said = {"ground": "other", "reason": REASON}
    post(cast, "officer1", "suspension-apply", held.pk, **said)
    row = Incident.objects.get(case=held)
    post(cast, "head", "incident-decide", row.pk, approved="1", opinion="同意。", body="head")
    assert (
        "中止调查（已批准）"
        in cast.client("officer1").get(reverse("case-detail", args=[held.pk])).content.decode()
    )
    assert post(cast, "officer1", "incident-resume", row.pk, result="已消除。").status_code == 302


@pytest.mark.parametrize("name", ["termination", "filing-withdrawal"])
def test_an_end_is_asked_for_on_its_page(cast: Cast, case: Case, name: str) -> None:
    ground = "other" if name == "termination" else "conditions"
    answer = post(cast, "officer1", f"{name}-apply", case.pk, ground=ground, reason=REASON)
    assert answer.status_code == 302
    assert Incident.objects.get().kind == name.replace("-", "_")


def test_what_was_typed_stays_when_a_rule_refuses_it(cast: Cast, case: Case) -> None:
    row = approved(case, "crime_transfer", on=ON)

    answer = post(
        cast,
        "officer1",
        "incident-send-crime",
        row.pk,
        goods="饼干十二袋清单一份",
        opinion="  ",
        other="无",
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "饼干十二袋清单一份" in page
    head = asked(case, "recusal", on=ON, person=cast.head)
    refused = post(
        cast, "unithead", "incident-decide", head.pk, approved="1", opinion="同意。", body="head"
    )
    assert "第四十三条" in refused.content.decode()


def test_a_measure_that_is_over_offers_no_act(cast: Cast, case: Case) -> None:
    row = approved(case, "termination", on=ON)
    page = text(cast, "officer1", case)
    assert f"/incidents/{row.pk}/" not in page
    assert reverse("suspension-apply", args=[case.pk]) not in page


def test_another_agency_sees_nothing_of_it(cast: Cast, case: Case) -> None:
    row = asked(case, "suspension", on=ON)
    for name, key in (("case-incidents", case.pk), ("incident-resume", row.pk)):
        assert cast.client("outsider").get(reverse(name, args=[key])).status_code == 404
    assert (
        cast.client("unithead")
        .post(
            reverse("incident-decide", args=[row.pk]),
            {**SAID, "approved": "1", "opinion": "同意。", "body": "head"},
        )
        .status_code
        == 403
    )


def test_the_page_asks_no_more_of_the_database_when_it_grows(cast: Cast, case: Case) -> None:
    client, url = cast.client("officer1"), reverse("case-incidents", args=[case.pk])
    counts = []
    for officer in cast.officers:
        asked(case, "recusal", on=ON, officer=officer)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
