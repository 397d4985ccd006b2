"""The life of a licence: granted, renewed, changed, and its four different ends."""

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import gates, licence_grounds
from enforcement.models import Decision, Licence, Proceeding
from enforcement.services import cases, decisions, intake, licences, permits, proceedings
from tests import factories
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import (
    DECIDED,
    ENDS,
    LATER,
    accepted,
    again,
    asked,
    carried_out,
    decided,
    events,
    licensed,
    started,
)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


def test_a_granted_permit_gives_a_licence(licence: Licence) -> None:
    assert (licence.title, licence.number) == ("食品经营许可证", "JY1410000000001")
    assert (licence.valid_from, licence.valid_to, licence.status) == (DECIDED, ENDS, "valid")
    assert events(licence) == ["granted"]
    assert AuditEntry.objects.filter(action="licence.granted", object_id=str(licence.pk)).exists()


def test_a_refused_permit_gives_none(cast: Cast) -> None:
    made = decided(accepted(cast), outcome="refused", valid_from=None, valid_to=None)

    assert not Licence.objects.filter(decision=made).exists()


def test_without_a_certificate_it_is_named_by_the_decision(cast: Cast) -> None:
    row = licensed(cast, cert_title="", permit_no="")

    assert (row.title, row.number) == (row.decision.title, row.decision.doc_no)


# ------------------------------------------------------------------------------- renewal
def test_renewal_is_a_case_of_its_own_with_an_application(cast: Cast, licence: Licence) -> None:
    row = asked(cast, licence)

    assert (row.late, row.settled, row.case.kind) == (False, "", "permit")
    assert row.case.party_id == licence.holder_id
    assert intake.of(row.case) is not None
    assert [each.officer.name for each in row.case.assignments.order_by("part")] == [
        officer.name for officer in cast.officers
    ]


def test_a_renewal_asked_for_in_the_last_thirty_days_is_marked_late(
    cast: Cast, licence: Licence
) -> None:
    assert proceedings.last_day_to_ask(licence) == day(12, 1)

    assert asked(cast, licence, on=day(12, 2)).late


def test_on_the_thirtieth_day_it_is_in_time(cast: Cast, licence: Licence) -> None:
    assert not asked(cast, licence, on=day(12, 1)).late


def test_a_licence_is_renewed_by_the_decision(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)

    decided(case, on=day(6, 10), valid_from=day(1, 1, 2027), valid_to=day(12, 31, 2029))

    row = again(licence)
    assert (row.valid_to, row.status) == (day(12, 31, 2029), "valid")
    assert events(row) == ["granted", "renewed"]
    assert Proceeding.objects.get(case=case).settled == "decided"
    assert Licence.objects.count() == 1


def test_a_renewal_may_not_end_before_the_licence(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)

    with pytest.raises(RuleError, match="应当晚于原有效期"):
        decided(case, on=day(6, 10), valid_to=ENDS)


def test_a_refused_renewal_leaves_the_licence_to_its_end(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)

    carried_out(case, "refused", on=day(6, 10))

    assert events(licence) == ["granted", "not_renewed"]
    assert proceedings.lapse(licence.pk, day(1, 1, 2027)) is True
    assert (again(licence).status, again(licence).ended_on) == ("expired", ENDS)


def test_the_same_renewal_is_not_asked_for_twice(cast: Cast, licence: Licence) -> None:
    asked(cast, licence)

    with pytest.raises(RuleError, match="正在办理"):
        asked(cast, licence, on=day(6, 2))


def test_after_a_refused_application_it_may_be_asked_for_again(
    cast: Cast, licence: Licence
) -> None:
    first = asked(cast, licence)
    permits.refuse(
        first.case, by=cast.officer1, on=LATER, ground="not_needed", reason="尚早，无需延续。"
    )

    second = asked(cast, licence, on=day(6, 2))

    first.refresh_from_db()
    assert (first.settled, second.settled) == ("dropped", "")


def test_nothing_is_asked_of_an_expired_licence(cast: Cast, licence: Licence) -> None:
    with pytest.raises(RuleError, match="不能办理") as caught:
        asked(cast, licence, on=day(1, 4, 2027))
    assert caught.value.article == "行政许可法第五十条"


def test_nobody_of_another_agency_asks(cast: Cast, licence: Licence) -> None:
    with pytest.raises(PermissionDenied):
        proceedings.apply_for(licence, by=cast.outsider, on=LATER, kind="renew", wish="延续")


# ------------------------------------------------------------------------------- change
def test_a_change_is_written_into_the_licence(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence, "change").case, by=cast.officer1, on=LATER)

    decided(case, on=day(6, 10), permit_no="JY2", valid_to=None, result="变更经营场所。")

    row = again(licence)
    assert (row.number, row.valid_to) == ("JY2", ENDS)
    assert events(row) == ["granted", "changed"]


# ------------------------------------------------------------------------------- the four ends
ENDINGS = [
    ("withdraw", "law", "withdrawn", "withdrawn"),
    ("withdraw", "facts", "withdrawn", "withdrawn"),
    *(("revoke", ground, "revoked", "revoked") for ground in licence_grounds.REVOKE),
]


@pytest.mark.parametrize(("kind", "ground", "outcome", "status"), ENDINGS)
def test_a_withdrawal_or_revocation_takes_the_decision_down_too(
    cast: Cast, licence: Licence, kind: str, ground: str, outcome: str, status: str
) -> None:
    row = started(cast, licence, kind, ground)
    assert again(licence).status == "valid"

    made = carried_out(row.case, outcome)

    now = again(licence)
    assert (now.status, now.ended_on) == (status, LATER)
    granted = Decision.objects.get(pk=licence.decision_id)
    assert (granted.status, granted.revoked_on) == ("revoked", LATER)
    assert str(licence_grounds.words(kind, ground)) in granted.revoke_ground
    assert made.review_required
    assert events(now) == ["granted", status]


def test_what_the_agency_begins_itself_answers_no_application(cast: Cast, licence: Licence) -> None:
    row = started(cast, licence, "revoke", "procedure", superior="云溪市人民政府")

    assert (row.superior, row.case.status, row.case.source) == (
        "云溪市人民政府",
        "filed",
        "依职权",
    )
    assert intake.of(row.case) is None


def test_a_withdrawal_says_what_the_holder_gets(cast: Cast, licence: Licence) -> None:
    with pytest.raises(RuleError, match="补偿") as caught:
        started(cast, licence, "withdraw", "law", compensation=" ")
    assert (caught.value.field, caught.value.article) == (
        "compensation",
        "行政许可法第八条第二款",
    )


@pytest.mark.parametrize(
    ("kind", "ground"), [("withdraw", "fraud"), ("revoke", "expired"), ("cancel", "law")]
)
def test_a_ground_of_another_end_does_not_do(
    cast: Cast, licence: Licence, kind: str, ground: str
) -> None:
    with pytest.raises(RuleError, match="该事由不适用") as caught:
        started(cast, licence, kind, ground)
    assert caught.value.field == "ground"


@pytest.mark.parametrize(("ground", "state"), [("expired", "expired"), ("ended", "已撤销")])
def test_a_valid_licence_is_not_struck_off_as_ended(
    cast: Cast, licence: Licence, ground: str, state: str
) -> None:
    with pytest.raises(RuleError, match="与该注销事由不符"):
        started(cast, licence, "cancel", ground)


def test_cancelling_leaves_the_decision_and_its_record(cast: Cast, licence: Licence) -> None:
    row = started(cast, licence, "cancel", "dissolved")

    made = carried_out(row.case, "cancelled")

    assert again(licence).status == "cancelled"
    assert Decision.objects.get(pk=licence.decision_id).status == "issued"
    assert not made.review_required


def test_a_revoked_licence_is_struck_off_afterwards(cast: Cast, licence: Licence) -> None:
    carried_out(started(cast, licence, "revoke", "fraud").case, "revoked")

    row = started(cast, again(licence), "cancel", "ended", on=day(6, 2))
    carried_out(row.case, "cancelled", on=day(6, 2))

    now = again(licence)
    assert (now.status, now.ended_on) == ("cancelled", LATER)
    assert events(now) == ["granted", "revoked", "cancelled"]


def test_the_outcome_must_fit_what_the_case_is_about(cast: Cast, licence: Licence) -> None:
    row = started(cast, licence, "revoke", "abuse")

    with pytest.raises(RuleError, match="处理结果与本案办理的事项不符"):
        carried_out(row.case, "cancelled")
    assert again(licence).status == "valid"


def test_a_new_application_is_not_answered_with_a_revocation(cast: Cast) -> None:
    with pytest.raises(RuleError, match="处理结果与本案办理的事项不符"):
        carried_out(accepted(cast), "revoked")


def test_a_decision_that_falls_takes_the_licence_with_it(cast: Cast, licence: Licence) -> None:
    decisions.revoke(licence.decision, by=cast.head, on=LATER, ground="行政复议决定撤销。")

    now = again(licence)
    assert (now.status, now.end_reason) == ("revoked", "行政复议决定撤销。")


# ------------------------------------------------------------------------------- 吊销
def test_without_a_penalty_nothing_is_taken_away(cast: Cast, licence: Licence) -> None:
    with pytest.raises(RuleError, match="吊销处罚决定") as caught:
        licences.punish(licence, by=cast.officer1, on=LATER, penalty=licence.decision)
    assert caught.value.field == "penalty"
    assert again(licence).status == "valid"


@pytest.fixture
def penalty(cast: Cast, licence: Licence, monkeypatch: pytest.MonkeyPatch) -> Decision:
    """A penalty that takes a licence away; its own gates are tested elsewhere.

    Its case names the holder anew, as every case that is registered on the page does.
    """
    holder = licence.holder
    draft = dossier.draft(
        cast.bureau,
        on=LATER,
        of=factories.party(cast.bureau, name=holder.name, uscc=holder.uscc),
        penalty_kinds=["revoke_licence"],
        fine_cents=0,
        result="吊销食品经营许可证。",
    )
    dossier.tell(draft, on=day(5, 20), offered=True)
    monkeypatch.setattr(gates, "before_issue", lambda decision, on: [])
    Decision.objects.filter(pk=draft.pk).update(discussion_required=False)
    return decisions.issue(dossier.reviewed(draft, on=LATER), by=cast.head, on=LATER)


def test_a_penalty_takes_the_licence_away(cast: Cast, licence: Licence, penalty: Decision) -> None:
    assert licences.penalties(licence) == [penalty]

    licences.punish(licence, by=cast.officer1, on=LATER, penalty=penalty)

    now = again(licence)
    assert (now.status, now.penalty, now.ended_on) == ("punished", penalty, LATER)
    assert penalty.doc_no in now.end_reason
    assert Decision.objects.get(pk=licence.decision_id).status == "issued"
    assert events(now) == ["granted", "punished"]


def test_not_before_the_penalty(cast: Cast, licence: Licence, penalty: Decision) -> None:
    with pytest.raises(RuleError, match="不能早于处罚决定日期"):
        licences.punish(licence, by=cast.officer1, on=day(5, 31), penalty=penalty)


def test_another_agency_takes_nothing_away(cast: Cast, licence: Licence, penalty: Decision) -> None:
    with pytest.raises(RuleError, match="本机关对持证人"):
        licences.punish(licence, by=cast.outsider, on=LATER, penalty=penalty)


def test_an_ended_licence_does_not_end_a_second_time(cast: Cast, licence: Licence) -> None:
    proceedings.lapse(licence.pk, day(1, 4, 2027))

    with pytest.raises(StaleError, match="不能撤销"):
        licences.end(again(licence), "revoke", by=cast.head, on=LATER, reason="重复")


def test_the_handlers_of_the_licence_are_asked(cast: Cast, licence: Licence) -> None:
    stranger = factories.officer(cast.bureau, name="安试三")
    with pytest.raises((PermissionDenied, RuleError)):
        proceedings.begin_end(
            licence,
            by=factories.account_of(stranger),
            on=LATER,
            kind="revoke",
            ground="abuse",
            reasons="经查属实。",
        )
