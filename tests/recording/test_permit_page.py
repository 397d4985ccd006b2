"""The permit page: where the case is, what the law asks next, and what may be done."""

import pytest
from django.urls import reverse

from enforcement.models import Application, Case, Proceeding
from enforcement.services import permits, proceedings
from recording import permit_page
from recording.acts import permits as acts
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import page
from tests.enforcement.permit_case import RECEIVED, accepted, application, licensed


@pytest.fixture
def row(cast: Cast) -> Application:
    case = factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=RECEIVED)
    return application(case)


def links(case: Case, cast: Cast, name: str = "officer1") -> list[str]:
    shown = permit_page.page(case, cast.people[name], day(3, 3))
    return [link.label for link in shown["links"]]


def test_an_unanswered_application_offers_every_answer(cast: Cast, row: Application) -> None:
    assert links(row.case, cast) == [
        "登记申请材料",
        "当场更正",
        "一次告知补正",
        "受理",
        "不予受理",
    ]
    assert links(row.case, cast, "head") == []
    assert "逾期不告知的" in permit_page.asks(row.case, row)


def test_once_told_what_is_missing_it_is_not_told_again(cast: Cast, row: Application) -> None:
    permits.ask_correction(row.case, by=cast.officer1, on=RECEIVED, items=["健康证明"])

    now = application(row.case)
    assert "一次告知补正" not in links(row.case, cast)
    assert "接收补正材料" in links(row.case, cast)
    assert "等待申请人补正" in permit_page.asks(row.case, now)


def test_an_accepted_application_offers_the_examination(cast: Cast) -> None:
    case = accepted(cast)

    assert links(case, cast) == ["开始特别程序", "告知利害关系人", "决定听证", "记录虚假材料"]
    assert links(case, cast, "head") == ["批准延长期限"]


def test_the_page_shows_clock_and_duty(cast: Cast) -> None:
    text = page(cast.client("officer1"), "case-permit", accepted(cast).pk)

    assert "作出决定" in text
    assert "行政许可法第四十二条" in text
    assert "报负责人批准延长" in text


def test_the_page_of_a_licence_shows_its_life(cast: Cast) -> None:
    licence = licensed(cast)
    proceedings.apply_for(licence, by=cast.officer1, on=day(12, 5), kind="renew", wish="延续")

    text = page(cast.client("officer1"), "case-permit", licence.case_id)

    assert "JY1410000000001" in text
    assert "2026-12-01" in text
    assert "延续 ·" in text
    about = Proceeding.objects.get(licence=licence)
    assert "逾期提出" in page(cast.client("officer1"), "case-permit", about.case_id)


def test_another_kind_of_case_has_no_such_page(cast: Cast) -> None:
    case = factories.case(cast.bureau)

    answer = cast.client("officer1").get(reverse("case-permit", args=[case.pk]))

    assert answer.status_code == 404
    assert "case-permit" not in page(cast.client("officer1"), "case-detail", case.pk)


def test_the_case_of_a_permit_leads_to_it(cast: Cast, row: Application) -> None:
    text = page(cast.client("officer1"), "case-detail", row.case_id)
    assert reverse("case-permit", args=[row.case_id]) in text

    answer = cast.client("officer1").get(reverse("case-file", args=[row.case_id]))
    assert answer.status_code == 302


def test_a_form_answers_and_comes_back(cast: Cast, row: Application) -> None:
    url = reverse(acts.ASK.name, args=[row.pk])
    browser = cast.client("officer1")

    bad = browser.post(url, {"on": RECEIVED.isoformat(), "items": "  "})
    assert bad.status_code == 200
    late = browser.post(url, {"on": "2026-03-10", "items": "健康证明"})
    assert "即为受理" in late.content.decode()
    assert "健康证明" in late.content.decode()
    good = browser.post(url, {"on": RECEIVED.isoformat(), "items": "健康证明\n\n平面图"})

    assert good.status_code == 302
    assert application(row.case).correction_items == ["健康证明", "平面图"]


def test_the_form_knows_what_was_received_before(cast: Cast, row: Application) -> None:
    permits.receive(
        row.case, by=cast.officer1, on=RECEIVED, channel="online", materials=["申请书", "平面图"]
    )

    text = page(cast.client("officer1"), acts.RECEIVE.name, row.pk)

    assert "申请书\n平面图" in text


def test_the_end_is_begun_from_the_page(cast: Cast) -> None:
    licence = licensed(cast)
    url = reverse(acts.END.name, args=[licence.pk])
    values = {
        "on": "2026-06-01",
        "kind": "cancel",
        "ground": "expired",
        "reasons": "经查有效期届满。",
    }

    wrong = cast.client("officer1").post(url, values)
    assert "与该注销事由不符" in wrong.content.decode()
    done = cast.client("officer1").post(url, {**values, "ground": "dissolved"})

    assert done.status_code == 302
    assert Proceeding.objects.get(licence=licence).kind == "cancel"


def test_a_renewal_by_silence_asks_for_no_decision_any_more(cast: Cast) -> None:
    licence = licensed(cast)
    case = proceedings.apply_for(
        licence, by=cast.officer1, on=day(6, 1), kind="renew", wish="请求延续三年。"
    ).case
    assert proceedings.lapse(licence.pk, day(1, 4, 2027))

    shown = permit_page.page(Case.objects.get(pk=case.pk), cast.officer1, day(1, 4, 2027))

    assert "视为准予延续" in str(shown["asks"])
    assert "办理结案" in str(shown["asks"])
    assert shown["links"] == []
