"""The permit tab in each state of a case, and the words of the papers that are kept."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Application, Case, Licence
from enforcement.services import licences, permit_hearings, permit_steps, proceedings
from enforcement.services import permits as answers
from recording import permit_page
from recording.models import Document
from recording.services import documents, permits
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import page
from tests.enforcement.permit_case import (
    LATER,
    RECEIVED,
    accepted,
    again,
    application,
    asked,
    decided,
    licensed,
    started,
)
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def row(cast: Cast) -> Application:
    case = factories.case(
        cast.bureau, kind="permit", procedure="permit", cause="食品经营许可", discovered_on=RECEIVED
    )
    return application(case)


@pytest.fixture
def taken(cast: Cast) -> Application:
    return application(accepted(cast, cause="食品经营许可"))


def words(paper: Document) -> str:
    """All that the paper says, as one text."""
    return str(documents.plain_context(paper))


def labels(case: Case, cast: Cast, part: str, name: str = "officer1") -> list[str]:
    """The acts the page offers to a member of the cast."""
    fresh = Case.objects.get(pk=case.pk)
    return [link.label for link in permit_page.page(fresh, cast.people[name], LATER)[part]]


# --------------------------------------------------------------------- what the law asks next
ASKS: list[tuple[str, str, dict[str, Any], str]] = [
    ("draft", "received", {}, "逾期不告知的，自收到之日起即为受理"),
    ("draft", "received", {"corrected_on": day(3, 4)}, "材料齐全的应当受理"),
    ("draft", "correcting", {}, "等待申请人补正"),
    ("filed", "accepted", {}, "在期限内审查并作出书面决定"),
    ("decided", "accepted", {}, "在期限内送达决定书或者许可证件"),
]


@pytest.mark.parametrize(("case", "status", "more", "said"), ASKS)
def test_each_state_has_its_duty(case: str, status: str, more: dict[str, Any], said: str) -> None:
    assert said in permit_page.asks(Case(status=case), Application(status=status, **more))


@pytest.mark.parametrize(
    ("case", "status"), [("rejected", "refused"), ("closed", "accepted"), ("archived", "accepted")]
)
def test_an_ended_case_asks_nothing(case: str, status: str) -> None:
    assert permit_page.asks(Case(status=case), Application(status=status)) == ""
    assert permit_page.asks(Case(status="filed"), None) == ""


def test_a_corrected_application_is_accepted_or_refused(cast: Cast, row: Application) -> None:
    answers.ask_correction(row.case, by=cast.officer1, on=day(3, 3), items=["健康证明"])
    answers.take_correction(row.case, by=cast.officer1, on=day(3, 4), materials=["健康证明"])

    assert labels(row.case, cast, "links") == ["登记申请材料", "当场更正", "受理", "不予受理"]
    text = page(cast.client("officer1"), "case-permit", row.pk)
    assert "2026-03-03 · 健康证明" in text
    assert "申请人已提交补正材料" in text


def test_a_refused_application_shows_why_and_offers_nothing(cast: Cast, row: Application) -> None:
    answers.refuse(
        row.case,
        by=cast.officer1,
        on=day(3, 3),
        ground="no_power",
        reason="属于县级机关职权。",
        told_organ="云溪县市场监督管理局",
    )

    text = page(cast.client("officer1"), "case-permit", row.pk)

    for said in (
        "不属于本机关职权范围",
        "属于县级机关职权。",
        "云溪县市场监督管理局",
        "2026-03-03",
    ):
        assert said in text
    assert labels(row.case, cast, "links") == []


def test_an_acceptance_by_silence_is_shown_as_such(cast: Cast, row: Application) -> None:
    permits.deem_accepted(row.pk, day(3, 10))

    assert "逾期未告知补正，视为受理" in page(cast.client("officer2"), "case-permit", row.pk)


def test_what_runs_is_shown_with_its_next_act(cast: Cast, taken: Application) -> None:
    permit_steps.tell(
        taken.case, by=cast.officer1, on=day(3, 3), name="东邻", interest="采光通风。"
    )
    hearing = permit_hearings.announce(
        taken.case, by=cast.officer1, on=day(3, 5), subject="油烟排放。"
    )
    client = cast.client("officer1")

    text = page(client, "case-permit", taken.pk)
    for said in ("东邻", "2026-03-10", "记录利害关系人意见", "油烟排放。", "通知听证", "期限中止"):
        assert said in text
    assert "保存听证笔录" not in text
    assert "记录特别程序结束" not in text, "a hearing ends with its record"
    assert "通知听证" not in page(cast.client("head"), "case-permit", taken.pk)

    permit_hearings.schedule(
        hearing,
        by=cast.officer1,
        on=day(3, 5),
        scheduled_on=day(3, 17),
        place="三楼会议室",
        host=cast.reviewer,
    )
    assert "保存听证笔录" in page(client, "case-permit", taken.pk)
    permit_hearings.close(hearing, by=cast.officer1, on=day(3, 17), record="各方陈述。")
    done = page(client, "case-permit", taken.pk)
    assert "已结束" in done
    assert "期限中止" not in done


def test_more_time_is_offered_once(cast: Cast, taken: Application) -> None:
    assert labels(taken.case, cast, "links", "head") == ["批准延长期限"]

    permits.extend(taken, by=cast.head, on=day(3, 20), reasons="需要现场复核。")

    assert labels(taken.case, cast, "links", "head") == []
    assert "需要现场复核。" in page(cast.client("head"), "case-permit", taken.pk)


def test_false_papers_are_shown_and_recorded_once(cast: Cast, taken: Application) -> None:
    answers.find_false(taken.case, by=cast.officer1, on=day(3, 5))

    assert "记录虚假材料" not in labels(taken.case, cast, "links")
    assert "发现虚假材料" in page(cast.client("officer1"), "case-permit", taken.pk)


def test_an_earlier_deceit_warns_before_the_acceptance(cast: Cast, row: Application) -> None:
    permits.refuse(row, by=cast.officer1, on=RECEIVED, ground="false", reason="执照系伪造。")
    second = factories.case(
        cast.bureau,
        kind="permit",
        procedure="permit",
        cause="食品经营许可",
        of=row.case.party,
        discovered_on=day(3, 9),
    )
    client = cast.client("officer1")

    for name in ("case-permit", "application-accept"):
        text = page(client, name, second.pk)
        assert "不得再次申请" in text
        assert "2027-03-02" in text
        assert "行政许可法第七十八条" in text


# --------------------------------------------------------------------- licences
OFFERED = [
    ("valid", ["登记延续、变更申请", "启动撤回、撤销、注销"]),
    ("expired", ["启动撤回、撤销、注销"]),
    ("withdrawn", ["启动撤回、撤销、注销"]),
    ("revoked", ["启动撤回、撤销、注销"]),
    ("cancelled", []),
]


@pytest.mark.parametrize(("status", "offered"), OFFERED)
def test_a_licence_offers_what_its_state_allows(
    cast: Cast, status: str, offered: list[str]
) -> None:
    licence = licensed(cast)
    if status != "valid":
        Licence.objects.filter(pk=licence.pk).update(
            status=status, ended_on=LATER, end_reason="失去对象"
        )

    assert labels(licence.case, cast, "licence_links") == offered
    assert labels(licence.case, cast, "licence_links", "head") == []
    text = page(cast.client("officer1"), "case-permit", licence.case_id)
    assert str(again(licence).get_status_display()) in text
    assert ("失去对象" in text) == (status != "valid")
    assert ("延续申请最迟" in text) == (status == "valid")


def test_a_penalty_that_takes_it_away_is_offered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    licence = licensed(cast)
    monkeypatch.setattr(licences, "penalties", lambda row: [row.decision])
    client, url = cast.client("officer1"), reverse("licence-punish", args=[licence.pk])
    assert "记录吊销" in labels(licence.case, cast, "licence_links")

    early = client.post(url, {"on": "2026-03-15", "penalty": licence.decision_id})
    assert "不能早于处罚决定日期2026-03-16" in early.content.decode()
    strange = client.post(url, {"on": "2026-03-16", "penalty": "999999"})
    assert 'id="id_penalty_error"' in strange.content.decode()
    done = client.post(url, {"on": "2026-03-16", "penalty": licence.decision_id})

    assert done.status_code == 302
    assert again(licence).status == "punished"
    assert "已吊销" in page(client, "case-permit", licence.case_id)


WITHOUT_END = [({}, "2026-12-01", "延续申请应当在"), ({"valid_to": None}, "长期有效", "不需要延续")]


@pytest.mark.parametrize(("changes", "day_or_word", "said"), WITHOUT_END)
def test_the_form_says_until_when_renewal_is_asked_for(
    cast: Cast, changes: dict[str, Any], day_or_word: str, said: str
) -> None:
    text = page(cast.client("officer1"), "licence-apply", licensed(cast, **changes).pk)

    assert day_or_word in text
    assert said in text


def test_the_case_of_an_end_shows_ground_and_licence(cast: Cast) -> None:
    licence = licensed(cast)
    begun = started(cast, licence, "revoke", "fraud")
    client = cast.client("officer1")

    text = page(client, "case-permit", begun.case_id)

    assert "以欺骗、贿赂等不正当手段取得许可（行政许可法第六十九条第二款）" in text
    assert reverse("case-permit", args=[licence.case_id]) in text
    assert "收到申请日期" not in text, "the agency began it itself"
    assert reverse("case-permit", args=[begun.case_id]) in page(
        client, "case-permit", licence.case_id
    )


def test_a_settled_renewal_says_how_it_ended(cast: Cast) -> None:
    licence = licensed(cast)
    begun = asked(cast, licence)
    proceedings.lapse(licence.pk, day(1, 4, 2027))

    text = page(cast.client("officer1"), "case-permit", begun.case_id)

    assert "视为准予延续" in text
    assert "2027-10-18" in text


# --------------------------------------------------------------------- papers
def test_a_refused_act_takes_no_number(cast: Cast, taken: Application) -> None:
    before = AuditEntry.objects.count()
    for wrong in (
        lambda: permits.extend(taken, by=cast.head, on=day(3, 31), reasons="来不及。"),
        lambda: permits.tell(taken, by=cast.officer1, on=day(3, 1), name="东邻", interest="采光。"),
        lambda: permits.start_special(
            taken, by=cast.officer1, on=day(3, 10), kind="testing", days_needed=0, body=""
        ),
        lambda: permits.open_hearing(
            taken, by=cast.officer1, on=day(3, 5), origin="applicant", subject="条件。"
        ),
    ):
        with pytest.raises(RuleError):
            wrong()
    assert AuditEntry.objects.count() == before
    assert not Document.objects.exists()

    permits.tell(taken, by=cast.officer1, on=day(3, 3), name="东邻", interest="采光。")

    assert Document.objects.get().number == "云市监许告〔2026〕1号"


def test_the_papers_are_chinese_in_every_language(cast: Cast, taken: Application) -> None:
    with translation.override("en"):
        permits.start_special(
            taken, by=cast.officer1, on=day(3, 10), kind="experts", days_needed=3, body=""
        )
        permits.tell(taken, by=cast.officer1, on=day(3, 10), name="东邻", interest="采光。")
        permits.extend(taken, by=cast.head, on=day(3, 11), reasons="需要复核。")

    notice = words(Document.objects.get(kind="special_notice"))
    assert "依法需要进行专家评审，自2026年3月10日起所需时间为3个工作日" in notice
    assert {row.title.isascii() for row in Document.objects.all()} == {False}
    assert "延长期限的理由：需要复核。" in words(Document.objects.get(kind="extension_notice"))


def test_a_correction_on_the_spot_has_its_receipt(cast: Cast, row: Application) -> None:
    paper = permits.correct_on_spot(row, by=cast.officer1, on=RECEIVED, what="门牌号笔误")

    assert "当场更正的内容" in words(paper)
    assert "门牌号笔误" in words(paper)
    assert "收到的材料" not in words(paper), "nothing was handed in yet"
    assert (paper.created_by, paper.dated_on) == (cast.officer1, RECEIVED)


def test_a_refusal_for_want_of_papers_says_so(cast: Cast, row: Application) -> None:
    permits.ask_correction(row, by=cast.officer1, on=RECEIVED, items=["健康证明"])

    paper = permits.refuse(
        row, by=cast.officer1, on=day(4, 10), ground="incomplete", reason="至今未补正。"
    )

    assert "未按照告知的内容补正全部材料" in words(paper)
    assert Case.objects.get(pk=row.pk).status == "rejected"


def test_a_second_sweep_writes_no_second_paper(cast: Cast) -> None:
    licence = licensed(cast)
    asked(cast, licence)

    assert [permits.lapse(licence.pk, day(1, n, 2027)) for n in (4, 5)] == [True, False]
    paper = Document.objects.get(kind="renewal_deemed")
    assert (paper.created_by, "2027年10月18日" in words(paper)) == (None, True)


def test_a_licence_without_a_term_is_named_without_one(cast: Cast) -> None:
    made = decided(accepted(cast), valid_to=None)

    assert "长期" in page(cast.client("officer1"), "case-permit", made.case_id)
