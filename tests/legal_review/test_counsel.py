"""Counsel: who is on the list, what one is asked, what the link opens, and that the advice opens nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement.models import Case, Decision, User
from enforcement.services import decisions
from legal_review.models import Counsel, CounselRequest, CounselView, Review
from legal_review.services import counsel, counsel_door
from legal_review.services.counsel_door import Step
from recording.models import Closure, Evidence
from tests import factories
from tests.base import Cast
from tests.enforcement.dossier import audited
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
from tests.recording import bare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)


@pytest.fixture
def row(cast: Cast) -> Review:
    return review(cast)


def fresh(handed: counsel.Handed) -> CounselRequest:
    found = counsel_door.find(handed.token)
    assert found is not None
    return found


# ------------------------------------------------------------------------------- the list
def test_a_counsel_is_on_the_list_from_to_and_until_the_end(cast: Cast) -> None:
    made = adviser(cast, valid_to=date(2026, 12, 31))
    listed = Counsel.objects.on_list
    assert not listed(FROM - timedelta(days=1)).exists()
    assert listed(FROM).exists()
    assert listed(date(2026, 12, 31)).exists()
    assert not listed(date(2027, 1, 1)).exists()
    counsel.end(made, by=cast.listadmin, on=date(2026, 5, 1), reason="期满")
    assert listed(date(2026, 4, 30)).exists()
    assert not listed(date(2026, 5, 1)).exists()
    assert audited(made, "counsel.register")
    assert audited(made, "counsel.end")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"valid_to": date(2025, 1, 1)}, "valid_to"), ({"licence": "示10001"}, "licence")],
)
def test_a_wrong_entry_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    if field == "licence":
        adviser(cast)
    with pytest.raises(RuleError) as caught:
        adviser(cast, **changes)
    assert caught.value.field == field


def test_an_account_is_one_of_the_agency(cast: Cast) -> None:
    with pytest.raises(RuleError, match="不属于本机关"):
        adviser(cast, account=cast.outsider)
    assert adviser(cast, account=cast.publisher).account == cast.publisher


@pytest.mark.parametrize("name", ["reviewer", "head", "officer1", "supervisor"])
def test_only_the_list_administrator_keeps_the_list(cast: Cast, name: str) -> None:
    with pytest.raises(PermissionDenied):
        adviser(cast, by=cast.people[name])
    made = adviser(cast)
    with pytest.raises(PermissionDenied):
        counsel.end(made, by=cast.people[name], on=FROM, reason="期满")


def test_an_engagement_ends_once_with_a_reason_and_its_links_with_it(
    cast: Cast, row: Review
) -> None:
    handed = ask(row, cast)
    who = handed.request.counsel
    with pytest.raises(RuleError, match="应当说明理由"):
        counsel.end(who, by=cast.listadmin, on=timezone.localdate(), reason=" ")
    counsel.end(who, by=cast.listadmin, on=timezone.localdate(), reason="解聘")
    assert fresh(handed).end_reason == "解聘"
    with pytest.raises(StaleError):
        counsel.end(who, by=cast.listadmin, on=timezone.localdate(), reason="解聘")


# ------------------------------------------------------------------------------- asked
def test_a_link_is_made_for_the_frozen_draft_and_hashes_alone_are_kept(
    cast: Cast, row: Review
) -> None:
    handed = ask(row, cast)
    made = handed.request
    assert made.version_sha256 == row.version.sha256
    stored = " ".join(str(value) for value in CounselRequest.objects.values_list().get())
    assert handed.token not in stored
    assert handed.code not in stored
    assert timezone.now() < made.expires_at < later(6)
    assert audited(made, "counselrequest.ask")
    assert handed.token not in " ".join(AuditEntry.objects.values_list("data", flat=True))


@pytest.mark.parametrize("name", ["officer1", "head", "supervisor", "listadmin"])
def test_only_a_reviewer_asks(cast: Cast, row: Review, name: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(row, cast, by=cast.people[name])


def test_only_somebody_on_the_list_of_the_agency_is_asked(cast: Cast, row: Review) -> None:
    ended = adviser(cast, licence="示10002")
    counsel.end(ended, by=cast.listadmin, on=timezone.localdate(), reason="期满")
    foreign = adviser(cast, by=factories.user("listadmin", cast.other_bureau))
    for who in (ended, foreign, adviser(cast, licence="示3", valid_from=date(2100, 1, 1))):
        with pytest.raises(RuleError, match="不在本机关当日的名册中") as caught:
            ask(row, cast, counsel=who)
        assert caught.value.field == "counsel"


def test_a_public_lawyer_with_a_part_in_the_case_stays_away(cast: Cast, row: Review) -> None:
    who = adviser(cast, kind=Counsel.Kind.PUBLIC_LAWYER, account=cast.officer1)
    with pytest.raises(RuleError, match="应当回避"):
        ask(row, cast, counsel=who)


def test_a_question_is_asked(cast: Cast, row: Review) -> None:
    with pytest.raises(RuleError, match="写明请求") as caught:
        ask(row, cast, question=" ")
    assert caught.value.field == "question"


def test_nothing_sealed_or_closed_as_a_whole_goes_out(cast: Cast, row: Review) -> None:
    closed = review(cast)
    Closure.objects.create(
        case=closed.decision.case, group="secret", reason="示例", set_by=cast.head
    )
    with pytest.raises(RuleError, match="全案限制查阅"):
        ask(closed, cast)
    Case.objects.filter(pk=row.decision.case_id).update(sealed=True)
    with pytest.raises(RuleError, match="依法封存"):
        ask(Review.objects.get(pk=row.pk), cast)


def test_a_second_link_ends_the_first(cast: Cast, row: Review) -> None:
    first, second = ask(row, cast), ask(row, cast)
    assert fresh(first).ended_at is not None
    assert fresh(second).ended_at is None


# ------------------------------------------------------------------------------- the door
def test_a_stranger_is_told_nothing(cast: Cast, row: Review) -> None:
    now = timezone.now()
    assert counsel_door.find("x" * 32) is None
    assert counsel_door.knock(None, secret="", at=now) == Step.CLOSED
    handed = ask(row, cast)
    bound(handed)
    for secret in ("", "wrong"):
        assert counsel_door.knock(fresh(handed), secret=secret, at=now) == Step.CLOSED
    assert audited(handed.request, "counselrequest.refuse")


def test_code_then_undertaking_then_the_draft(cast: Cast, row: Review) -> None:
    handed, now = ask(row, cast), timezone.now()
    assert counsel_door.knock(fresh(handed), secret="", at=now) == Step.CODE
    secret = bound(handed)
    assert counsel_door.knock(fresh(handed), secret=secret, at=now) == Step.UNDERTAKING
    made = counsel_door.accept(fresh(handed), at=now)
    assert "严格保密" in made.undertaking
    assert cast.bureau.name in made.undertaking
    assert counsel_door.knock(fresh(handed), secret=secret, at=now) == Step.OPEN


def test_wrong_codes_end_the_link(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    wrong = "0" * 8 if handed.code != "0" * 8 else "1" * 8
    tries = int(cast.bureau.rules().value("counsel.tries"))
    for _turn in range(tries):
        with pytest.raises(RuleError, match="不正确"):
            counsel_door.bind(handed.request, code=wrong, at=timezone.now())
    assert fresh(handed).end_reason == counsel_door.GUESSED
    with pytest.raises(StaleError):
        bound(handed)


def test_a_link_is_bound_once(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    bound(handed)
    with pytest.raises(StaleError):
        bound(handed)


def ended(handed: counsel.Handed, secret: str) -> Step:
    return counsel_door.knock(fresh(handed), secret=secret, at=timezone.now())


def test_every_way_the_link_ends(cast: Cast) -> None:
    def edited(row: Review) -> None:
        decisions.edit(row.decision, by=cast.officer1, content={"facts": "另一事实。"})

    def decided(row: Review) -> None:
        judge(row, cast.reviewer, on=row.submitted_on)

    def withdrawn(row: Review) -> None:
        Review.objects.filter(pk=row.pk).update(status="withdrawn")

    def sealed(row: Review) -> None:
        Case.objects.filter(pk=row.decision.case_id).update(sealed=True)

    for end in (edited, decided, withdrawn, sealed):
        row = review(cast)
        handed = ask(row, cast)
        secret = bound(handed)
        counsel_door.accept(fresh(handed), at=timezone.now())
        end(row)
        assert ended(handed, secret) == Step.GONE, end
        with pytest.raises(StaleError):
            counsel.advise(fresh(handed), at=timezone.now(), text="可以。")
    row = review(cast)
    handed = ask(row, cast)
    secret = bound(handed)
    assert counsel_door.knock(fresh(handed), secret=secret, at=later(6)) == Step.GONE


def test_the_agency_takes_a_link_back_with_a_reason(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    secret = bound(handed)
    with pytest.raises(RuleError, match="应当说明理由"):
        counsel.withdraw(handed.request, by=cast.reviewer, at=timezone.now(), reason="")
    for name in ("officer1", "supervisor", "outsider"):
        with pytest.raises(PermissionDenied):
            counsel.withdraw(handed.request, by=cast.people[name], at=timezone.now(), reason="误发")
    counsel.withdraw(handed.request, by=cast.reviewer, at=timezone.now(), reason="误发")
    assert ended(handed, secret) == Step.GONE
    with pytest.raises(StaleError):
        counsel.withdraw(handed.request, by=cast.reviewer, at=timezone.now(), reason="误发")


# ------------------------------------------------------------------------------- what is seen
def titles(handed: counsel.Handed) -> list[str]:
    return [paper.title for paper in counsel_door.papers(fresh(handed))]


def test_counsel_sees_the_materials_of_the_submission_and_no_others(
    cast: Cast, row: Review
) -> None:
    handed = ask(row, cast)
    assert titles(handed) == ["询问笔录", "现场录像"]
    bare.paper(row.decision.case, cast.officer1, "送审以后", title="送审后的文书")
    assert titles(handed) == ["询问笔录", "现场录像"]


@pytest.mark.parametrize("group", ["private", "secret", "witness"])
def test_what_is_closed_is_not_there_whatever_its_class(
    cast: Cast, row: Review, group: str
) -> None:
    handed = ask(row, cast)
    film = Evidence.objects.get(case=row.decision.case)
    Closure.objects.create(
        case=film.case, evidence=film, group=group, reason="示例", set_by=cast.head
    )
    assert titles(handed) == ["询问笔录"]


def test_each_look_is_a_row_and_a_line_of_the_log(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    made = accepted(handed)
    counsel_door.looked(made, at=timezone.now())
    paper = counsel_door.papers(made)[0]
    counsel_door.looked(made, at=timezone.now(), paper=paper)
    seen = [(view.what, view.sha256) for view in CounselView.objects.all()]
    assert seen == [("draft", made.version_sha256), ("document", paper.blob.pk)]
    looks = AuditEntry.objects.filter(action="counselrequest.look", object_id=str(made.pk))
    assert looks.count() == 2


# ------------------------------------------------------------------------------- the advice
def test_the_advice_is_a_paper_of_the_file_and_ends_the_link(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    accepted(handed)
    made = counsel.advise(fresh(handed), at=timezone.now(), text="裁量适当。")
    paper = made.document
    assert paper is not None
    assert (paper.kind, paper.case_id) == ("review_advice", row.decision.case_id)
    said = str(paper.context)
    for words in ("裁量适当。", "示例律师事务所", made.version_sha256, "保密承诺"):
        assert words in said
    assert made.ended_at is not None
    with pytest.raises(StaleError):
        counsel.advise(fresh(handed), at=timezone.now(), text="再说一次。")


def test_no_advice_without_undertaking_and_words(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    bound(handed)
    with pytest.raises(RuleError, match="保密承诺"):
        counsel.advise(fresh(handed), at=timezone.now(), text="可以。")
    counsel_door.accept(fresh(handed), at=timezone.now())
    with pytest.raises(RuleError, match="写明意见") as caught:
        counsel.advise(fresh(handed), at=timezone.now(), text=" ")
    assert caught.value.field == "text"


def test_the_advice_opens_no_gate(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    accepted(handed)
    counsel.advise(fresh(handed), at=timezone.now(), text="完全同意，请作出决定。")
    assert Decision.objects.get(pk=row.decision_id).clearance is None
    assert Review.objects.get(pk=row.pk).status == Review.Status.OPEN
    assert judge(row, cast.reviewer, on=row.submitted_on).reviewer == cast.reviewer


# ------------------------------------------------------------------------------- raw SQL
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE legal_review_counselrequest SET version_sha256 = 'x'",
        "UPDATE legal_review_counselrequest SET expires_at = '2199-01-01'",
        "UPDATE legal_review_counselrequest SET undertaking = 'x'",
        "UPDATE legal_review_counselrequest SET binding_hash = 'x'",
        "DELETE FROM legal_review_counselrequest",
        "UPDATE legal_review_counselview SET title = 'x'",
        "DELETE FROM legal_review_counselview",
        "UPDATE legal_review_counsel SET licence = 'x'",
        "DELETE FROM legal_review_counsel",
    ],
)
def test_no_statement_changes_what_was_asked_undertaken_or_seen(
    cast: Cast, row: Review, sql: str
) -> None:
    made = accepted(ask(row, cast))
    counsel_door.looked(made, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


def test_an_advice_stays_and_a_link_does_not_come_back(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    accepted(handed)
    counsel.advise(fresh(handed), at=timezone.now(), text="可以。")
    for change in ("advice = 'x'", "ended_at = NULL, end_reason = ''"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(f"UPDATE legal_review_counselrequest SET {change}")  # noqa: S608  # our own text


def test_nobody_looks_before_the_undertaking_or_after_the_end(cast: Cast, row: Review) -> None:
    handed = ask(row, cast)
    with pytest.raises(IntegrityError, match="COUNSEL"), transaction.atomic():
        counsel_door.looked(fresh(handed), at=timezone.now())
    accepted(handed)
    counsel.advise(fresh(handed), at=timezone.now(), text="可以。")
    with pytest.raises(IntegrityError, match="COUNSEL"), transaction.atomic():
        counsel_door.looked(fresh(handed), at=timezone.now())


def test_no_link_to_another_draft_than_the_frozen_one(cast: Cast, row: Review) -> None:
    made = ask(row, cast).request
    made.pk, made.token_hash, made.version_sha256 = None, "1" * 64, "0" * 64
    made.ended_at, made.end_reason = timezone.now(), "示例"
    with pytest.raises(IntegrityError, match="COUNSEL"), transaction.atomic():
        made.save(force_insert=True)


def test_the_people_of_the_tests_have_no_account(cast: Cast, row: Review) -> None:
    assert ask(row, cast).request.counsel.account is None
    assert User.objects.filter(name="顾问试").count() == 0
