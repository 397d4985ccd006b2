"""A hearing on its pages: set and told, held, closed; its papers, its step, who may do what."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Hearing, Notice
from enforcement.profiles import Profile
from enforcement.services.hearings import AGENTS
from recording import hearing_papers
from recording.forms.hearing import ScheduleForm
from recording.models import Document, Service, Step
from recording.services import hearings
from tests import factories
from tests import hearings as sessions
from tests.base import Cast, day
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
TOLD, HELD = day(3, 9), day(3, 18)


@pytest.fixture
def asked(cast: Cast) -> Notice:
    """A notice under which a hearing was asked for on 2026-03-09."""
    notice = factories.notify(factories.draft(cast.bureau, fine_cents=5_000_000), on=TOLD)
    return sessions.ask(notice, on=TOLD)


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the page that sets a hearing is given."""
    return {
        "on": TOLD.isoformat(),
        "scheduled_on": HELD.isoformat(),
        "starts_at": "09:30",
        "place": "本机关听证室",
        "host": cast.reviewer.pk,
        "clerk": cast.publisher.pk,
        "public": "on",
        "method": "direct",
        "receiver": "钱试",
        "delivered_at": "云溪市示范路1号",
        **changes,
    }


def go(client: Client, name: str, key: object, data: dict[str, Any]) -> str:
    """What the page says; blank when it was done."""
    answer = client.post(reverse(name, args=[key]), data)
    return answer.content.decode() if answer.status_code == 200 else ""


def paper(notice: Notice, kind: str) -> Document:
    return Document.objects.get(case=notice.case, kind=kind)


def test_a_hearing_is_set_held_and_closed_on_pages(cast: Cast, asked: Notice) -> None:
    head, host = cast.client("unithead"), cast.client("reviewer")
    lead = head.get(reverse("hearing-schedule", args=[asked.pk])).content.decode()
    assert "听证最早可以在" in lead
    assert go(head, "hearing-schedule", asked.pk, told(cast)) == ""
    row = Hearing.objects.get()
    record = {"on": HELD.isoformat(), "record": sessions.SAID, "signed": "on", "agents": "甲律师"}
    assert go(host, "hearing-hold", row.pk, record) == ""
    report = {"on": HELD.isoformat(), "report": sessions.REPORT}
    assert go(host, "hearing-close", row.pk, report) == ""

    asked.refresh_from_db()
    assert asked.hearing_closed_on == HELD
    words = said(paper(asked, "hearing_notice"))
    for word in ("2026年3月18日9时30分", "本机关听证室", "公开举行", "法如山", "一至二人代理"):
        assert word in words
    assert "请求从轻处罚" in said(paper(asked, "hearing_record"))
    assert "建议按拟处罚意见办理" in said(paper(asked, "hearing_report"))
    assert paper(asked, "hearing_notice").number == "云市监听通〔2026〕1号"
    assert Service.objects.filter(document__kind="hearing_notice").exists()
    assert Step.objects.get(case=asked.case, kind="hearing").text == sessions.SAID


def test_the_tab_leads_each_to_what_is_his_to_do(cast: Cast, asked: Notice) -> None:
    def offers(name: str) -> str:
        url = reverse("case-procedure", args=[asked.case_id])
        return str(cast.client(name).get(url).content.decode())

    assert "通知听证" in offers("unithead")
    assert "通知听证" not in offers("officer1")
    assert "记录撤回听证申请" in offers("officer1")
    go(cast.client("unithead"), "hearing-schedule", asked.pk, told(cast))
    assert "记录听证" in offers("reviewer")
    assert "终止听证" not in offers("head")
    assert "听证改期" in offers("unithead")
    assert "2026-03-18 09:30 本机关听证室" in offers("officer1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scheduled_on": "2026-03-17"}, "最早2026-03-18举行"),
        ({"public": ""}, "听证应当公开举行"),
        ({"starts_at": "早上"}, "时间"),
        ({"method": "left"}, "应当注明理由"),
    ],
)
def test_a_refused_notice_stays_on_the_page(
    cast: Cast, asked: Notice, changes: dict[str, str], words: str
) -> None:
    text = go(cast.client("unithead"), "hearing-schedule", asked.pk, told(cast, **changes))

    assert words in text
    assert "本机关听证室" in text
    assert not Hearing.objects.exists()
    assert not Document.objects.filter(kind="hearing_notice").exists()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A jurisdiction where one person may act for the party."""
    given = Profile.value

    def value(rules: Profile, key: str, *args: Any, **named: Any) -> Any:
        return 1 if key == AGENTS else given(rules, key, *args, **named)

    monkeypatch.setattr(Profile, "value", value)


def too_many(cast: Cast, asked: Notice) -> tuple[str, str]:
    """The page of the hearing, and what it says about three people for the party."""
    row, host = sessions.schedule(asked), cast.client("reviewer")
    names = "甲律师\n乙律师\n丙律师"
    data = {"on": HELD.isoformat(), "record": sessions.SAID, "signed": "on", "agents": names}
    page = host.get(reverse("hearing-hold", args=[row.pk])).content.decode()
    return page, go(host, "hearing-hold", row.pk, data)


def test_the_page_says_how_many_may_act_for_the_party(cast: Cast, asked: Notice) -> None:
    page, answer = too_many(cast, asked)

    assert "每行一名，至多2名" in page
    for words in ("至多可以委托2人代理", "行政处罚法第六十四条第五项", "丙律师"):
        assert words in answer


@pytest.mark.usefixtures("alone")
def test_how_many_is_what_the_rules_of_the_place_say(cast: Cast, asked: Notice) -> None:
    page, answer = too_many(cast, asked)

    assert "每行一名，至多1名" in page
    assert "至多可以委托1人代理" in answer
    notice = hearing_papers.for_notice(Hearing.objects.get(), TOLD)
    assert any("委托一人代理" in line for line in notice["opening"])


def test_the_lists_offer_nobody_who_investigated(cast: Cast, asked: Notice) -> None:
    text = (
        cast.client("unithead").get(reverse("hearing-schedule", args=[asked.pk])).content.decode()
    )

    assert "法如山" in text
    assert "安试一</option>" not in text


def test_another_day_is_told_in_a_further_notice(cast: Cast, asked: Notice) -> None:
    go(cast.client("unithead"), "hearing-schedule", asked.pk, told(cast))
    row = Hearing.objects.get()
    later = told(cast, scheduled_on="2026-03-25", on="2026-03-10", reason="证人出差。")

    assert go(cast.client("unithead"), "hearing-reschedule", row.pk, later) == ""

    papers = Document.objects.filter(case=asked.case, kind="hearing_notice").order_by("pk")
    assert "改期（证人出差。）" in said(papers[1])
    assert "2026年3月25日" in said(papers[1])


def test_the_bench_changes_and_the_hearing_breaks_off_on_pages(cast: Cast, asked: Notice) -> None:
    head = cast.client("unithead")
    go(head, "hearing-schedule", asked.pk, told(cast))
    row = Hearing.objects.get()
    seats = {"host": cast.head.pk, "clerk": cast.publisher2.pk, "on": "2026-03-10"}
    assert go(head, "hearing-bench", row.pk, seats) != ""
    assert go(head, "hearing-bench", row.pk, {**seats, "reason": "当事人申请回避。"}) == ""
    gone = {"on": HELD.isoformat(), "ground": "absent", "note": "经电话联系，明确表示不来。"}
    assert "主持人或者记录员" in go(cast.client("reviewer"), "hearing-terminate", row.pk, gone)
    assert go(cast.client("head"), "hearing-terminate", row.pk, gone) == ""

    row.refresh_from_db()
    assert (row.status, row.ground) == ("terminated", "absent")


def test_a_request_is_taken_back_on_its_page(cast: Cast, asked: Notice) -> None:
    data = {"on": day(3, 10).isoformat(), "note": "书面撤回，原件已上传。"}

    assert go(cast.client("officer1"), "hearing-withdraw", asked.pk, data) == ""

    asked.refresh_from_db()
    assert asked.hearing_closed_on == day(3, 10)


def test_a_private_hearing_and_a_refused_signature_are_on_the_papers(
    cast: Cast, asked: Notice
) -> None:
    why = "涉及商业秘密"
    row = hearings.schedule(
        asked,
        by=cast.unithead,
        on=TOLD,
        sitting=sessions.sitting(asked.case, HELD, public=False, private_reason=why),
        method="direct",
        receiver="钱试",
        delivered_at="店内",
    )
    hearings.hold(
        row,
        by=cast.reviewer,
        on=HELD,
        record=sessions.SAID,
        signed=False,
        unsigned_reason="代理人拒绝签名。",
    )

    assert f"不公开举行（{why}）" in said(paper(asked, "hearing_notice"))
    assert "代理人拒绝签名" in said(paper(asked, "hearing_record"))


def test_by_public_notice_the_seven_days_run_from_its_end(cast: Cast, asked: Notice) -> None:
    def schedule(on: date) -> Hearing:
        return hearings.schedule(
            asked,
            by=cast.unithead,
            on=TOLD,
            sitting=sessions.sitting(asked.case, on),
            method="public_notice",
            receiver="钱试",
            delivered_at="公告栏",
            note="下落不明，公告送达。",
        )

    with pytest.raises(RuleError, match="最早2026-04-17"):
        schedule(day(4, 16))
    assert schedule(day(4, 17)).notified_on == day(4, 8)


def test_the_page_says_that_a_hearing_was_asked_for(cast: Cast, asked: Notice) -> None:
    page = reverse("case-procedure", args=[asked.case_id])
    words = cast.client("unithead").get(page).content.decode()
    assert "当事人2026-03-09申请听证，尚未通知时间、地点" in words
    assert "没有举行听证" not in words
    sessions.schedule(asked, on=HELD)
    assert "尚未通知时间" not in cast.client("unithead").get(page).content.decode()


def test_the_notice_goes_to_the_party_and_the_party_to_the_agency(
    cast: Cast, asked: Notice
) -> None:
    form = ScheduleForm(row=asked, on=TOLD)
    assert form.initial["delivered_at"] == asked.case.party.address
    assert form.initial["place"] == asked.case.agency.office_addr
