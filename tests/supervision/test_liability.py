"""A decision that did not stand: the follow-up opens by itself, keeps who did what, and is concluded once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from config.desk import liabilities
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from core.triggers import refusal
from enforcement.models import Decision, DiscussionMember, Licence
from enforcement.services import revocation
from legal_review.models import Review
from supervision import accountability, tasks
from supervision.models import Liability
from supervision.services import liability
from tests import factories
from tests.base import Cast, day
from tests.contents import Days
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
ON, REVOKED, OPENED, CONCLUDED = day(3, 16), day(5, 6), day(5, 7), day(5, 20)
GROUND = "复议机关认定主要事实不清，撤销原决定（云府复〔2026〕3号）。"
OPINION = "审核时未发现检验报告过期，承办人和审核人均有责任。"


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


def revoked(cast: Cast, **fields: Any) -> Decision:
    decision = factories.served(cast.bureau, on=ON, **fields)
    return revocation.revoke(decision, by=cast.head, on=REVOKED, ground=GROUND)


def opened(cast: Cast) -> Liability:
    decision = revoked(cast)
    assert liability.open_due(OPENED) == 1
    return Liability.objects.get(decision=decision)


def concluded(cast: Cast, row: Liability, **changes: Any) -> Liability:
    values = {
        "by": cast.supervisor,
        "on": CONCLUDED,
        "result": "corrected",
        "conclusion": OPINION,
        **changes,
    }
    return liability.conclude(row, **values)


def parts(row: Liability) -> list[str]:
    return [part["part"] for part in row.chain]


def code(statement: str, *values: Any) -> str:
    """The gate that refuses raw SQL; "" when none does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return (refusal(error) or ("CHECK", ""))[0]
    return ""


# -------------------------------------------------------------------------------------- opening
def test_a_decision_that_stands_opens_nothing(cast: Cast) -> None:
    factories.served(cast.bureau, on=ON)
    assert liability.without() == []
    assert liability.open_due(OPENED) == 0


def test_a_revoked_decision_opens_one_follow_up_once(cast: Cast) -> None:
    row = opened(cast)
    assert (row.status, row.opened_on, row.revoked_on, row.ground) == (
        *("open", OPENED, REVOKED),
        GROUND,
    )
    assert row.agency == cast.bureau
    assert liability.open_due(OPENED) == 0
    assert not liability.open_one(row.decision_id, on=OPENED)
    assert Liability.objects.count() == 1
    entry = AuditEntry.objects.get(action="liability.open")
    assert str(row.decision_id) in entry.data


def test_the_scheduled_task_opens_it(cast: Cast) -> None:
    revoked(cast)
    assert tasks.open_liabilities() == 1
    assert Liability.objects.count() == 1


def test_a_permit_withdrawn_for_the_public_good_is_nobodys_fault(cast: Cast) -> None:
    decision = revoked(cast)
    case = decision.case
    licence = Licence.objects.create(
        decision=decision,
        case=case,
        agency=cast.bureau,
        holder=case.party,
        title="示范许可证",
        number="示许001",
        valid_from=ON,
    )
    ended = {"status": "withdrawn", "ended_on": REVOKED, "end_reason": "公共利益需要。"}
    Licence.objects.filter(pk=licence.pk).update(**ended)
    assert liability.without() == []


# ---------------------------------------------------------------------------------- what it keeps
def test_the_chain_names_every_part_with_its_day(cast: Cast) -> None:
    row = opened(cast)
    decision, review = row.decision, Review.objects.get(decision=row.decision)
    said = {part["part"]: part for part in row.chain}
    assert parts(row) == [
        *("批准立案", "承办人", "协办人", "拟稿", "第1次送审", "第1次法制审核"),
        "作出决定",
    ]
    assert said["拟稿"]["account"] == decision.drafted_by_id
    assert said["第1次送审"]["said"] == "承诺材料真实、准确、完整"
    assert said["第1次法制审核"]["account"] == review.reviewer_id
    assert said["第1次法制审核"]["said"] == f"审核通过 {review.number}"
    assert (said["作出决定"]["account"], said["作出决定"]["on"]) == (
        decision.issued_by_id,
        ON.isoformat(),
    )


def test_the_review_that_opened_the_gate_is_linked_with_its_checklist(cast: Cast) -> None:
    row = opened(cast)
    review = Review.objects.get(decision=row.decision)
    assert row.review == review
    assert row.checks == liability.checks_of(review)
    assert len(row.checks) == review.checks.count() > 0
    assert {check["result"] for check in row.checks} == {"pass"}


def test_an_earlier_return_is_in_the_chain_and_not_the_review(cast: Cast) -> None:
    decision = factories.notified(cast.bureau, on=ON)
    days = Days.before(ON)
    first = factories.submit(decision, on=days.submitted)
    factories.send_back(first, on=days.submitted)
    passed = factories.pass_review(decision, on=ON)
    made = factories.serve(factories.issue(passed, on=ON), on=ON)
    revocation.revoke(made, by=cast.head, on=REVOKED, ground=GROUND)
    liability.open_due(OPENED)
    row = Liability.objects.get(decision=made)
    assert row.review_id != first.pk
    assert {"第1次法制审核", "第2次法制审核"} <= set(parts(row))
    returned = next(part for part in row.chain if part["part"] == "第1次法制审核")
    assert "审核不通过" in returned["said"]


def test_members_of_a_held_discussion_are_in_the_chain(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON)
    version = decision.clearance
    row = decision.discussions.create(
        about="serious",
        ground="情节复杂",
        called_by=cast.unithead,
        called_on=ON,
    )
    member = {"name": "会试一", "post": "副局长", "opinion": "同意处罚。"}
    DiscussionMember.objects.create(discussion=row, **member)
    held = {
        "status": "held",
        "held_on": ON,
        "version": version,
        "result": "agreed",
        "conclusion": "同意",
        "recorded_by": cast.head,
    }
    for name, value in held.items():
        setattr(row, name, value)
    row.save()
    found = accountability.chain_of(decision)
    [part] = [part for part in found if part.part == "集体讨论（副局长）"]
    assert (part.name, part.said, part.account) == ("会试一", "同意处罚。", None)


def test_a_decision_on_the_spot_has_no_review_and_says_so(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON)
    decision.clearance_id = None
    assert accountability.cleared(decision) is None
    assert liability.checks_of(None) == []


# ------------------------------------------------------------------------------------- concluding
def test_the_supervisor_names_the_heads_that_failed(cast: Cast) -> None:
    row = opened(cast)
    heads = [row.checks[3]["head"], row.checks[0]["head"]]
    done = concluded(cast, row, heads=heads)
    assert (done.status, done.result, done.heads) == ("concluded", "corrected", sorted(heads))
    assert (done.concluded_by, done.concluded_on) == (cast.supervisor, CONCLUDED)
    assert AuditEntry.objects.filter(action="liability.conclude").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"conclusion": "  "}, "认定意见应当写明"),
        ({"on": OPENED - timedelta(days=1)}, "认定日期不能早于立项日期2026-05-07"),
        ({"heads": ["nothing"]}, "没有这些内容：nothing"),
    ],
)
def test_what_is_not_said_rightly_is_refused(
    cast: Cast, changes: dict[str, Any], words: str
) -> None:
    row = opened(cast)
    with pytest.raises(RuleError, match=words) as error:
        concluded(cast, row, **changes)
    assert error.value.article == "国办发〔2018〕118号第十四条"
    row.refresh_from_db()
    assert row.status == "open"


def test_it_may_be_concluded_on_the_day_it_was_opened(cast: Cast) -> None:
    assert concluded(cast, opened(cast), on=OPENED).status == "concluded"


def test_it_is_concluded_once(cast: Cast) -> None:
    row = opened(cast)
    concluded(cast, row)
    with pytest.raises(StaleError):
        concluded(cast, row, result="none")


@pytest.mark.parametrize("who", ["head", "unithead", "reviewer", "officer1", "admin"])
def test_nobody_but_the_supervisor_concludes(cast: Cast, who: str) -> None:
    row = opened(cast)
    with pytest.raises(PermissionDenied):
        concluded(cast, row, by=cast.people[who])


def test_who_had_a_part_does_not_conclude(cast: Cast) -> None:
    decision = revoked(cast)
    liability.open_due(OPENED)
    row = Liability.objects.get(decision=decision)
    reviewer = row.review.reviewer if row.review else None
    assert reviewer is not None
    type(reviewer).objects.filter(pk=reviewer.pk).update(roles=["reviewer", "supervisor"])
    with pytest.raises(RuleError, match="您参与了该决定"):
        concluded(cast, row, by=type(reviewer).objects.get(pk=reviewer.pk))


# -------------------------------------------------------------------------------------- database
FIELDS = {
    "ground": "别的理由",
    "revoked_on": "2026-05-01",
    "opened_on": "2026-05-01",
    "chain": "[]",
    "checks": "[]",
}


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_what_was_opened_stays(cast: Cast, name: str) -> None:
    row = opened(cast)
    sql = f'UPDATE supervision_liability SET "{name}" = %s WHERE id = %s'  # noqa: S608  # own names
    assert code(sql, FIELDS[name], row.pk) == "APPEND_ONLY"


def test_a_follow_up_is_never_deleted(cast: Cast) -> None:
    row = opened(cast)
    assert code("DELETE FROM supervision_liability WHERE id = %s", row.pk) == "APPEND_ONLY"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("conclusion", "没有责任"),
        ("result", "none"),
        ("heads", "[]"),
        ("concluded_on", "2026-06-01"),
    ],
)
def test_what_was_concluded_stays(cast: Cast, name: str, value: str) -> None:
    row = opened(cast)
    concluded(cast, row, heads=[row.checks[0]["head"]])
    sql = f'UPDATE supervision_liability SET "{name}" = %s WHERE id = %s'  # noqa: S608  # own names
    assert code(sql, value, row.pk) == "LIABILITY_CONCLUDED"


def test_it_is_not_opened_again_by_sql(cast: Cast) -> None:
    row = opened(cast)
    concluded(cast, row)
    sql = "UPDATE supervision_liability SET status = 'open', result = '', conclusion = '' WHERE id = %s"
    assert code(sql, row.pk) != ""


@pytest.mark.parametrize(
    "part", ["drafted_by_id", "issued_by_id", "reviewer_id", "submitted_by_id"]
)
def test_sql_lets_no_part_conclude(cast: Cast, part: str) -> None:
    row = opened(cast)
    assert row.review is not None
    who = getattr(row.decision, part, None) or getattr(row.review, part)
    sql = (
        "UPDATE supervision_liability SET status = 'concluded', result = 'none', conclusion = 'x', "
        "concluded_by_id = %s, concluded_on = '2026-05-20' WHERE id = %s"
    )
    assert code(sql, who, row.pk) == "LIABILITY_PART"


def test_a_conclusion_is_whole(cast: Cast) -> None:
    row = opened(cast)
    sql = "UPDATE supervision_liability SET status = 'concluded' WHERE id = %s"
    assert code(sql, row.pk) == "CHECK"


# ----------------------------------------------------------------------------------------- pages
def page(cast: Cast, who: str, name: str, *keys: Any, query: str = "") -> tuple[int, str]:
    answer = cast.client(who).get(reverse(name, args=keys) + query)
    return answer.status_code, answer.content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["officer1", "reviewer", "head", "supervisor"])
def test_the_chain_is_on_a_page_of_the_case(cast: Cast, who: str) -> None:
    decision = factories.served(cast.bureau, on=ON)
    status, text = page(cast, who, "case-chain", decision.case_id)
    assert status == 200
    for words in ("承办人", "拟稿", "第1次法制审核", "作出决定", decision.doc_no):
        assert words in text
    assert "责任追究：" not in text


@pytest.mark.one_database
def test_a_case_without_a_draft_says_what_comes(cast: Cast) -> None:
    case = factories.case(cast.bureau, filed=True)
    assert "尚未拟稿" in page(cast, "officer1", "case-chain", case.pk)[1]


@pytest.mark.one_database
def test_the_chain_of_another_agency_is_not_found(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=ON)
    assert page(cast, "outsider", "case-chain", decision.case_id)[0] == 404


@pytest.mark.one_database
def test_the_follow_up_shows_ground_chain_and_checklist_and_the_read_is_logged(cast: Cast) -> None:
    row = opened(cast)
    status, text = page(cast, "head", "liability-detail", row.pk)
    assert status == 200
    assert GROUND in text and "作出决定" in text and row.checks[0]["label"] in text
    assert reverse("liability-conclude", args=[row.pk]) not in text
    assert AuditEntry.objects.filter(action="liability.read").exists()
    assert "待认定" in page(cast, "head", "case-chain", row.decision.case_id)[1]
    assert "责任追究：" not in page(cast, "officer1", "case-chain", row.decision.case_id)[1]


@pytest.mark.one_database
def test_the_supervisor_concludes_on_the_page(cast: Cast) -> None:
    row = opened(cast)
    client = cast.client("supervisor")
    url = reverse("liability-conclude", args=[row.pk])
    text = client.get(url).content.decode()
    assert row.checks[0]["label"] in text and "认定后不能修改" in text
    values = {"on": CONCLUDED.isoformat(), "result": "transferred", "conclusion": OPINION}
    refused = client.post(url, {**values, "conclusion": " "}).content.decode()
    assert "必填" in refused and "checked" in refused
    answer = client.post(url, {**values, "heads": [row.checks[1]["head"]]}, follow=True)
    text = answer.content.decode()
    assert "已认定" in text and "移送有权机关处理" in text and text.count("未把住") == 1


@pytest.mark.one_database
def test_the_list_is_filtered_by_state(cast: Cast) -> None:
    row = opened(cast)
    assert str(row) in page(cast, "supervisor", "liability-list")[1]
    assert str(row) in page(cast, "supervisor", "liability-list", query="?status=open")[1]
    assert "没有责任追究事项" in page(cast, "head", "liability-list", query="?status=concluded")[1]
    assert str(row) in page(cast, "head", "liability-list", query="?status=nonsense")[1]


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["officer1", "reviewer", "publisher", "listadmin"])
def test_others_do_not_reach_the_list(cast: Cast, who: str) -> None:
    assert page(cast, who, "liability-list")[0] == 403


@pytest.mark.one_database
def test_it_waits_on_the_desk_of_the_supervisor(cast: Cast) -> None:
    assert liabilities.of(cast.supervisor, OPENED) is None
    row = opened(cast)
    queue = liabilities.of(cast.supervisor, OPENED)
    assert queue is not None and queue.total == 1
    assert queue.entries[0].url == reverse("liability-detail", args=[row.pk])
    assert "认定责任" in cast.client("supervisor").get("/office/").content.decode()
    concluded(cast, row)
    assert liabilities.of(cast.supervisor, OPENED) is None
