"""The page of every act of a procedure: who sees it, what it keeps, what it refuses, where it leads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.models import Case
from recording.services import modes
from tests import factories, procedures
from tests import hearings as sessions
from tests.base import Cast
from tests.enforcement.dossier import draft, lead, page
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TYPED = "如实记明的情况，逐字保留。"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One act: its URL name and row, who does it, what is typed and what is shown.

    `again`: what the page says to the same done twice; "" where it may be done twice.
    """

    name: str
    row: Callable[[Cast], Any]
    who: str
    data: dict[str, str]
    title: str
    again: str
    seats: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    def typed(self, cast: Cast, **changes: str) -> dict[str, Any]:
        """What the browser sends."""
        people = dict(zip(self.seats, (cast.head.pk, cast.publisher2.pk), strict=False))
        return {**self.data, **people, **changes}

    def url(self, cast: Cast) -> str:
        """The page of a fresh row."""
        return reverse(self.name, args=[self.row(cast).pk])


def filed(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def consented(cast: Cast) -> Case:
    row = filed(cast)
    modes.consent(row, by=lead(row), on=procedures.TOLD, medium="email", address="a@b.example")
    return row


def scheduled(cast: Cast) -> Any:
    return sessions.schedule(procedures.asked(cast.bureau))


SITTING = {
    "starts_at": "09:30",
    "place": TYPED,
    "public": "on",
    "method": "direct",
    "receiver": "钱试",
    "delivered_at": "云溪市示范路1号",
}
SEATS = ("host", "clerk")
FREE = frozenset({"public", "signed", "minutes", "told_on"})
PAGES = [
    Page(
        name="hearing-schedule",
        row=lambda cast: procedures.asked(cast.bureau),
        who="unithead",
        data={**SITTING, "on": "2026-03-09", "scheduled_on": "2026-03-18"},
        seats=SEATS,
        title="通知听证",
        again="本次听证已经通知",
        shown=("听证最早可以在", "法如山", "江以宁"),
    ),
    Page(
        name="hearing-withdraw",
        row=lambda cast: procedures.asked(cast.bureau),
        who="officer1",
        data={"on": "2026-03-10", "note": TYPED},
        title="记录撤回听证申请",
        again="没有待办的听证申请",
    ),
    Page(
        name="hearing-reschedule",
        row=scheduled,
        who="unithead",
        data={**SITTING, "on": "2026-03-10", "scheduled_on": "2026-03-25", "reason": "证人出差。"},
        seats=SEATS,
        title="听证改期",
        again="当前状态为“已改期”",
        shown=("本机关听证室", "09:30"),
    ),
    Page(
        name="hearing-bench",
        row=scheduled,
        who="unithead",
        data={"on": "2026-03-10", "reason": TYPED},
        seats=SEATS,
        title="更换听证主持人、记录员",
        again="",
        shown=("法如山", "竺清越"),
    ),
    Page(
        name="hearing-hold",
        row=scheduled,
        who="reviewer",
        data={"on": "2026-03-18", "record": TYPED, "signed": "on"},
        title="记录听证",
        again="当前状态为“已举行”",
        shown=("至多2名",),
    ),
    Page(
        name="hearing-terminate",
        row=scheduled,
        who="reviewer",
        data={"on": "2026-03-18", "ground": "absent", "note": TYPED},
        title="终止听证",
        again="当前状态为“已终止”",
        shown=("无正当理由拒不出席", "撤回听证申请"),
    ),
    Page(
        name="hearing-close",
        row=lambda cast: sessions.hold(scheduled(cast)),
        who="reviewer",
        data={"on": "2026-03-18", "report": TYPED},
        title="结束听证",
        again="当前状态为“已结束”",
    ),
    Page(
        name="discussion-call",
        row=lambda cast: draft(cast.bureau, penalty_kinds=["stop_business"], fine_cents=0),
        who="officer1",
        data={"on": "2026-03-16", "ground": TYPED},
        title="提请集体讨论",
        again="尚未讨论",
        shown=("责令停产停业", "行政处罚法第五十七条第二款"),
    ),
    Page(
        name="discussion-hold",
        row=lambda cast: procedures.called(draft(cast.bureau), ground="案情复杂，争议较大。"),
        who="head",
        data={
            "on": "2026-03-16",
            "place": TYPED,
            "voices": "甲，局长，同意。\n乙,副局长,同意。\n丙，总工，同意。",
            "result": "agreed",
            "conclusion": "一致同意。",
        },
        title="记录集体讨论",
        again="当前状态为“已讨论”",
        shown=("案情复杂，争议较大。", "每行一名"),
    ),
    Page(
        name="extension-request",
        row=filed,
        who="officer1",
        data={"on": "2026-03-16", "reason": TYPED},
        title="申请延长办案期限",
        again="已有待审批的延长申请",
        shown=("2026-06-01", "本机关负责人批准"),
    ),
    Page(
        name="extension-answer",
        row=lambda cast: procedures.requested(filed(cast), reason="尚待鉴定意见。"),
        who="head",
        data={"on": "2026-03-16", "approved": "1", "opinion": TYPED},
        title="审批延长办案期限",
        again="该申请已经审批",
        shown=("尚待鉴定意见。", "不批准"),
    ),
    Page(
        name="exclusion-start",
        row=filed,
        who="officer1",
        data={"on": "2026-03-16", "ground": "testing", "paper": TYPED},
        title="记录不计入办案期限的期间",
        again="同一事由的期间尚未结束",
        shown=("检测、检验、检疫、鉴定", "公告"),
    ),
    Page(
        name="exclusion-end",
        row=lambda cast: procedures.excluded(filed(cast)),
        who="officer1",
        data={"on": "2026-03-20", "paper": TYPED},
        title="记录期间结束",
        again="该期间已经结束",
    ),
    Page(
        name="consent-sign",
        row=filed,
        who="officer1",
        data={"on": "2026-03-16", "medium": "email", "address": "party@qian.example"},
        title="记录电子送达确认书",
        again="",
        shown=("手机短信", "政务服务平台账号"),
    ),
    Page(
        name="consent-end",
        row=consented,
        who="officer1",
        data={"on": "2026-03-16"},
        title="记录撤回电子送达",
        again="没有有效的电子送达确认书",
    ),
]
each = pytest.mark.parametrize("act", PAGES, ids=str)


@pytest.fixture(autouse=True)
def blank_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about pages of the portal, not of papers."""
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


def shown(client: Client, url: str, data: dict[str, Any]) -> str:
    """The page that took nothing."""
    before = procedures.trace()
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert procedures.trace() == before
    return str(answer.content.decode())


@each
def test_the_page_says_what_is_known(cast: Cast, act: Page) -> None:
    text = page(cast.client(act.who), act.name, act.row(cast).pk)

    assert act.title in text
    for words in act.shown:
        assert words in text


@each
def test_what_is_typed_well_is_done_and_leads_back_to_the_tab(cast: Cast, act: Page) -> None:
    row = act.row(cast)
    case = row if isinstance(row, Case) else row.case
    before = procedures.trace()

    answer = cast.client(act.who).post(reverse(act.name, args=[row.pk]), act.typed(cast))

    assert answer.status_code == 302
    assert answer["Location"] == reverse("case-procedure", args=[case.pk])
    assert procedures.trace() != before


@each
def test_every_required_word_is_asked_for_and_the_rest_stays(cast: Cast, act: Page) -> None:
    client, url, data = cast.client(act.who), act.url(cast), act.typed(cast)

    for name in data.keys() - FREE:
        left = {**data, name: ""}
        text = shown(client, url, left)
        assert "提交的内容有误，未保存" in text
        assert (TYPED in text) is (TYPED in left.values())


@each
def test_nothing_is_recorded_ahead(cast: Cast, act: Page) -> None:
    text = shown(cast.client(act.who), act.url(cast), act.typed(cast, on="2099-01-01"))

    assert "不能晚于现在" in text
    assert "2099-01-01" in text


@each
@pytest.mark.parametrize("on", ["", "昨天", "2026-02-30"])
def test_a_day_is_a_day(cast: Cast, act: Page, on: str) -> None:
    text = shown(cast.client(act.who), act.url(cast), act.typed(cast, on=on))

    assert "提交的内容有误，未保存" in text


@pytest.mark.parametrize("act", [act for act in PAGES if act.again], ids=str)
def test_what_was_done_is_not_done_again(cast: Cast, act: Page) -> None:
    client, url, data = cast.client(act.who), act.url(cast), act.typed(cast)
    assert client.post(url, data).status_code == 302

    assert act.again in shown(client, url, data)
