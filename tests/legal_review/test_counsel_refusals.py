"""What is answered when counsel or the agency may not go on, by which rule, and what the log keeps."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from core import periods
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Case
from legal_review.models import Counsel, CounselRequest, Review
from legal_review.services import counsel, counsel_door
from legal_review.services.counsel_door import Step
from tests import factories
from tests.base import Cast
from tests.legal_review.blank import judge
from tests.legal_review.counselling import (
    FROM,
    accepted,
    adviser,
    ask,
    bound,
    later,
    review,
    unprinted,
)

pytestmark = pytest.mark.django_db
ARTICLE = "国办发〔2018〕118号第十一条"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


@pytest.fixture
def row(cast: Cast) -> Review:
    return review(cast)


def logged(action: str) -> list[dict[str, Any]]:
    """What the log keeps of each act of the name, the oldest first."""
    rows = AuditEntry.objects.filter(action=action).order_by("pk")
    return [json.loads(entry.data) for entry in rows]


def now(request: CounselRequest) -> CounselRequest:
    """The request as it is now."""
    return CounselRequest.objects.get(pk=request.pk)


# ------------------------------------------------------------------------------- the list
@pytest.mark.parametrize(
    ("changes", "words", "remedy"),
    [
        ({"valid_to": FROM - DAY}, "聘期截止日期不能早于聘任日期。", "请核对日期。"),
        ({"account": "outsider"}, "该账号不属于本机关。", "请选择本机关的账号。"),
        ({"licence": " 示10001 "}, "该执业证号已经登记。", "请核对执业证号。"),
    ],
)
def test_a_refused_entry_names_rule_and_remedy(
    cast: Cast, changes: dict[str, Any], words: str, remedy: str
) -> None:
    adviser(cast)
    if "account" in changes:
        changes = {"account": cast.people[changes["account"]], "licence": "示2"}
    with pytest.raises(RuleError) as caught:
        adviser(cast, **changes)
    error = caught.value
    assert (error.message, error.article, error.remedy) == (words, ARTICLE, remedy)
    assert Counsel.objects.count() == 1
    assert len(logged("counsel.register")) == 1


def test_an_engagement_of_one_day_is_one(cast: Cast) -> None:
    made = adviser(cast, valid_to=FROM)
    assert list(Counsel.objects.on_list(FROM)) == [made]
    assert not Counsel.objects.on_list(FROM + DAY).exists()


def test_what_is_registered_is_trimmed_and_logged(cast: Cast) -> None:
    made = adviser(cast, name=" 顾问试 ", organisation=" 示例所 ", licence=" 示9 ")
    assert (made.name, made.organisation, made.licence) == ("顾问试", "示例所", "示9")
    assert str(made) == "顾问试（示例所）"
    assert logged("counsel.register") == [
        {"kind": "adviser", "licence": "示9", "from": FROM.isoformat()}
    ]


def test_the_same_licence_is_on_the_lists_of_two_agencies(cast: Cast) -> None:
    adviser(cast)
    other = adviser(cast, by=factories.user("listadmin", cast.other_bureau))
    assert Counsel.objects.filter(licence=other.licence).count() == 2


def test_an_administrator_of_no_agency_keeps_no_list(cast: Cast) -> None:
    nowhere = factories.user("listadmin")
    with pytest.raises(PermissionDenied):
        adviser(cast, by=nowhere)


def test_an_engagement_is_ended_by_its_agency_and_not_before_it_began(cast: Cast) -> None:
    made = adviser(cast)
    with pytest.raises(PermissionDenied):
        counsel.end(made, by=factories.user("listadmin", cast.other_bureau), on=FROM, reason="期满")
    with pytest.raises(RuleError, match="终止日期不能早于聘任日期") as caught:
        counsel.end(made, by=cast.listadmin, on=FROM - DAY, reason="期满")
    assert (caught.value.article, caught.value.field) == (ARTICLE, "reason")
    counsel.end(made, by=cast.listadmin, on=FROM, reason=" 期满 ")
    assert logged("counsel.end") == [{"on": FROM.isoformat(), "reason": "期满"}]
    with pytest.raises(StaleError, match="已经终止") as stale:
        counsel.end(made, by=cast.listadmin, on=FROM, reason="期满")
    assert "刷新" in stale.value.remedy


# ------------------------------------------------------------------------------- asking
@pytest.mark.parametrize("question", ["", " ", "\n\t"])
def test_an_empty_question_is_no_question(cast: Cast, row: Review, question: str) -> None:
    with pytest.raises(RuleError) as caught:
        ask(row, cast, question=question)
    assert caught.value.message == "请写明请求提供意见的问题。"
    assert (caught.value.article, caught.value.field) == (ARTICLE, "question")
    assert not CounselRequest.objects.exists()


def test_a_decided_review_asks_nobody(cast: Cast, row: Review) -> None:
    judge(row, cast.reviewer, on=row.submitted_on)
    with pytest.raises(StaleError, match="审核已经办结") as caught:
        ask(row, cast)
    assert caught.value.article == ARTICLE
    assert "重新送审" in caught.value.remedy


def test_a_sealed_case_is_shown_in_person_only(cast: Cast, row: Review) -> None:
    Case.objects.filter(pk=row.decision.case_id).update(sealed=True)
    with pytest.raises(RuleError, match="依法封存") as caught:
        ask(Review.objects.get(pk=row.pk), cast)
    assert "当面听取" in caught.value.remedy


def test_a_link_lives_as_long_as_the_profile_says(cast: Cast, row: Review) -> None:
    at = timezone.now()
    made = ask(row, cast, at=at, question=" 裁量？ ").request
    on = timezone.localtime(at).date()
    assert made.expires_at == periods.until(cast.bureau.rules().period(counsel.LIFE, on=on), at)
    assert made.question == "裁量？"
    assert made.live(made.expires_at - timedelta(microseconds=1))
    assert not made.live(made.expires_at)
    assert counsel.opens(made, made.expires_at - timedelta(microseconds=1))
    assert not counsel.opens(made, made.expires_at)


def test_a_link_that_is_replaced_says_so_in_chinese_whoever_acts(cast: Cast, row: Review) -> None:
    first = ask(row, cast).request
    with translation.override("en"):
        second = ask(row, cast).request
    assert now(first).end_reason == counsel.REPLACED == "重新出具"
    assert now(second).ended_at is None
    assert logged("counselrequest.end") == [{"reason": "重新出具"}]
    assert [entry["sha256"] for entry in logged("counselrequest.ask")] == [
        row.version.sha256,
        row.version.sha256,
    ]


def test_two_counsel_are_asked_side_by_side(cast: Cast, row: Review) -> None:
    first = ask(row, cast, counsel=adviser(cast)).request
    ask(row, cast, counsel=adviser(cast, licence="示2", name="顾问乙"))
    assert now(first).ended_at is None
    assert CounselRequest.objects.filter(ended_at=None).count() == 2


def test_a_link_is_taken_back_at_a_moment_for_a_reason(cast: Cast, row: Review) -> None:
    made, at = ask(row, cast).request, timezone.now()
    with pytest.raises(RuleError) as caught:
        counsel.withdraw(made, by=cast.reviewer, at=at, reason="\t")
    assert caught.value.message == "停用链接应当说明理由。"
    assert (caught.value.article, caught.value.field) == (ARTICLE, "reason")
    done = counsel.withdraw(made, by=cast.reviewer, at=at, reason=" 误发 ")
    assert (done.ended_at, done.end_reason) == (at, "误发")
    with pytest.raises(StaleError, match="已经停用"):
        counsel.withdraw(made, by=cast.reviewer, at=at, reason="误发")


# ------------------------------------------------------------------------------- the door
def test_a_wrong_code_says_what_happens_next(cast: Cast, row: Review) -> None:
    made = ask(row, cast).request
    with pytest.raises(RuleError, match="核对码不正确") as caught:
        counsel_door.bind(made, code="x", at=timezone.now())
    assert caught.value.field == "code"
    assert "自动停用" in caught.value.remedy
    assert logged("counselrequest.fail") == [{"failures": 1}]


def test_the_last_wrong_code_ends_the_link_and_the_right_one_comes_too_late(
    cast: Cast, row: Review
) -> None:
    handed = ask(row, cast)
    most = int(cast.bureau.rules().value(counsel_door.TRIES, on=timezone.localdate()))
    for turn in range(most):
        assert now(handed.request).ended_at is None, turn
        with pytest.raises(RuleError, match="核对码不正确"):
            counsel_door.bind(handed.request, code="x", at=timezone.now())
    assert now(handed.request).end_reason == counsel_door.GUESSED
    assert len(logged("counselrequest.fail")) == most
    with pytest.raises(StaleError, match="不能启用"):
        counsel_door.bind(handed.request, code=handed.code, at=timezone.now())


def test_a_code_with_spaces_about_it_is_the_code(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    secret = counsel_door.bind(handed.request, code=f" {handed.code}\n", at=timezone.now())
    known = counsel_door.find(handed.token)
    assert counsel_door.knock(known, secret=secret, at=timezone.now()) == Step.UNDERTAKING
    assert len(logged("counselrequest.bind")) == 1


def test_an_undertaking_is_given_once_and_after_the_code(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    with pytest.raises(StaleError, match="不能启用"):
        counsel_door.accept(handed.request, at=timezone.now())
    made = accepted(handed)
    assert cast.bureau.name in made.undertaking
    assert "{" not in made.undertaking
    with pytest.raises(StaleError, match="不能启用") as caught:
        counsel_door.accept(handed.request, at=timezone.now())
    assert "重新出具" in caught.value.remedy
    assert len(logged("counselrequest.accept")) == 1


def test_who_is_refused_at_the_door_is_in_the_log_known_or_not(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    secret = bound(handed)
    known = counsel_door.find(handed.token)
    assert counsel_door.knock(known, secret="fremd", at=timezone.now()) == Step.CLOSED
    assert counsel_door.knock(known, secret=secret, at=later(99)) == Step.GONE
    assert counsel_door.knock(None, secret=secret, at=timezone.now()) == Step.CLOSED
    assert logged("counselrequest.refuse") == [{"known": False}, {"known": True}]


def test_a_link_that_nobody_used_in_time_is_closed_to_everybody(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    known = counsel_door.find(handed.token)
    assert counsel_door.knock(known, secret="", at=timezone.now()) == Step.CODE
    assert counsel_door.knock(known, secret="", at=later(99)) == Step.CLOSED
    with pytest.raises(StaleError):
        counsel_door.bind(handed.request, code=handed.code, at=later(99))


# ------------------------------------------------------------------------------- the advice
def test_advice_after_the_last_moment_is_not_taken(cast: Cast, row: Review) -> None:
    made = accepted(ask(row, cast))
    with pytest.raises(StaleError, match="不能再提交意见") as caught:
        counsel.advise(made, at=made.expires_at, text="可以。")
    assert "出具链接的机关" in caught.value.remedy
    assert not now(made).advice
    done = counsel.advise(made, at=made.expires_at - timedelta(seconds=1), text=" 可以。 ")
    assert done.advice == "可以。"


def test_what_is_refused_of_an_advice_names_the_rule(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    bound(handed)
    with pytest.raises(RuleError) as caught:
        counsel.advise(handed.request, at=timezone.now(), text="可以。")
    assert (caught.value.message, caught.value.article) == ("请先作出保密承诺。", ARTICLE)
    counsel_door.accept(handed.request, at=timezone.now())
    with pytest.raises(RuleError) as blank_text:
        counsel.advise(handed.request, at=timezone.now(), text="\n")
    assert (blank_text.value.message, blank_text.value.field) == ("请写明意见。", "text")
    assert logged("counselrequest.advise") == []


def test_the_paper_of_an_advice_is_dated_and_logged(cast: Cast, row: Review) -> None:
    made = accepted(ask(row, cast))
    done = counsel.advise(made, at=timezone.now(), text="可以。")
    assert done.document is not None
    assert done.document.dated_on == timezone.localdate()
    assert done.document.decision_id == row.decision_id
    assert logged("counselrequest.advise") == [{"document": done.document.pk}]
    assert logged("counselrequest.end") == [{"reason": counsel.ADVISED}]


def test_a_counsel_from_tomorrow_is_not_asked_today(cast: Cast, row: Review) -> None:
    today: date = timezone.localdate()
    who = adviser(cast, valid_from=today + DAY)
    with pytest.raises(RuleError, match="不在本机关当日的名册中") as caught:
        ask(row, cast, counsel=who)
    assert (caught.value.article, caught.value.field) == (ARTICLE, "counsel")
    assert ask(row, cast, counsel=adviser(cast, licence="示2", valid_to=today)).request.pk
