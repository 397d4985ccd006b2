"""治安 penalties are sealed by what their papers say, whatever field an administrator typed (治安管理处罚法 136)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError, StaleError
from core.models import AuditEntry, Deadline
from disclosure import eligibility, open_data, verification
from disclosure.models import ExternalRecord, LedgerNumber, Publication, RedactedVersion, Snapshot
from disclosure.services import open_data as snapshots
from disclosure.services import order, pipeline, publication_log, records, sweep, withdrawals
from enforcement import sealing
from enforcement.models import Agency, Case, Incident
from enforcement.profiles import NATIONAL, load
from enforcement.services import cases, items
from tests import factories as own
from tests.base import Cast, day
from tests.disclosure import factories
from tests.disclosure.factories import TODAY

LAW = "《中华人民共和国治安管理处罚法》第五十一条第一款"


def code_of(agency: Agency, kind: str = "penalty", **fields: Any) -> str:
    given = {"party_kind": "org", "party_name": "云溪市晨星商贸有限公司", **fields}
    row = ExternalRecord(agency=agency, kind=kind, fields=given, decided_on=factories.DECIDED)
    found = eligibility.bar_record(row)
    return found.code if found else ""


def county(field: str = "", name: str = "示范县公安局") -> Agency:
    return Agency(name=name, profile="sanmenxia_gov", field=field, path="0001", depth=1)


# ------------------------------------------------------------------------------- received
@pytest.mark.parametrize("field", ["", "公安", "公共安全", "治安", "食品安全"])
@pytest.mark.parametrize(
    "said",
    [
        {"basis": LAW},
        {"basis": "中华人民共和国治安 管理处罚法第五十一条"},
        {"content": "依据治安管理\u200b处罚法，罚款五百元。"},
        {"penalty_kinds": ["detention"]},
        {"penalty_kinds": ["fine", "detention"]},
        {"content": "行政拘留五日"},
        {"penalty_kinds_text": "行政 拘留；罚款"},
        {"full_text": f"依据{LAW}，决定罚款。"},
    ],
)
def test_law_and_detention_seal_a_record_whatever_the_field(
    field: str, said: dict[str, Any]
) -> None:
    assert code_of(county(field), **said) == "sealed"
    assert code_of(county(field, "示范县综合执法局"), **said) == "sealed"


@pytest.mark.parametrize(
    "said",
    [
        {"basis": "《中华人民共和国食品安全法》第三十四条", "content": "罚款二千元。"},
        {"basis": "《城市道路管理条例》第四十二条", "facts": "另因违反治安管理处罚法被移送。"},
        {"penalty_kinds": ["fine", "revoke_licence"]},
    ],
)
def test_another_law_seals_nothing(said: dict[str, Any]) -> None:
    assert code_of(county(name="示范县综合执法局"), **said) == ""


@pytest.mark.parametrize(
    ("kind", "code"),
    [("penalty", "sealed"), ("coercion", "sealed"), ("inspection", ""), ("permit", "")],
)
def test_what_tells_of_no_breach_is_not_sealed(kind: str, code: str) -> None:
    assert code_of(county(), kind, basis=LAW) == code


@pytest.mark.parametrize("field", [" 治安 ", "治安管理"])
def test_the_field_alone_still_seals(field: str) -> None:
    assert code_of(county(field)) == "sealed"


@pytest.mark.django_db
def test_a_sealed_record_is_never_public() -> None:
    police = factories.agency("示范县公安局", field="公安")
    row = records.publish_record(
        factories.record(police, basis=LAW, penalty_kinds=["detention"]), by=None, on=TODAY
    )
    assert (row.status, row.withheld_code, row.shown) == ("withheld", "sealed", None)


# ------------------------------------------------------------------------------- refused permits
@pytest.mark.parametrize(
    ("title", "content", "code"),
    [
        ("不予行政许可决定书", "不予许可", "refused_permit"),
        ("", "经审查，不准予延续。", "refused_permit"),
        ("不予行政许可决定书", "申请材料不符合法定条件。", "refused_permit"),
        ("准予（不予）行政许可决定书", "准予许可", ""),
        ("行政许可决定书", "准予从事食品经营", ""),
    ],
)
def test_a_record_that_refuses_a_permit_is_not_public(title: str, content: str, code: str) -> None:
    assert code_of(county(), "permit", title=title, content=content) == code
    assert code_of(county(name="示范县综合执法局"), title=title, content=content) == ""


# ------------------------------------------------------------------------------- own cases
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "basis", "kind", "sealed"),
    [
        ("", LAW, "penalty", True),
        ("交通管理", LAW, "penalty", True),
        ("", "《中华人民共和国道路交通安全法》第九十条", "penalty", False),
        ("", LAW, "permit", False),
    ],
)
def test_an_item_under_the_law_of_public_order_seals_its_cases(
    field: str, basis: str, kind: str, sealed: bool
) -> None:
    police = factories.agency("示范县公安局", field="公安")
    item = items.create(
        agency=police,
        kind=kind,
        name="殴打他人",
        field=field,
        basis_text=basis,
        effective_from=day(1, 1, 2020),
    )
    assert cases.is_sealed(police, kind, item) is sealed


@pytest.mark.parametrize(
    ("said", "sealed"),
    [
        ({"basis": LAW}, True),
        ({"penalty_kinds": ["detention"]}, True),
        ({"basis": "《食品安全法》第三十四条", "penalty_kinds": ["fine"]}, False),
    ],
)
def test_a_decision_that_shows_it_seals_its_case(
    cast: Cast, said: dict[str, Any], sealed: bool
) -> None:
    row = own.issued(cast.bureau)
    assert row.case.sealed is False
    texts = [said.get("basis", "")]
    assert cases.seal(row.case, texts=texts, kinds=said.get("penalty_kinds", [])) is sealed
    assert Case.objects.get(pk=row.case_id).sealed is sealed
    assert not cases.seal(row.case, texts=texts, kinds=[])


# ------------------------------------------------------------------------------- learned later
def public(cast: Cast) -> Publication:
    row = own.published(cast.bureau)
    assert row.decision is not None
    return row


def transfer(row: Publication, **state: Any) -> None:
    decision = row.decision
    assert decision is not None
    Incident.objects.bulk_create(
        [
            Incident(
                case=decision.case,
                kind=Incident.Kind.CRIME_TRANSFER,
                applied_on=day(3, 20),
                applied_by=decision.drafted_by,
                reason="涉嫌犯罪",
                ground="suspected",
                **state,
            )
        ]
    )


def test_a_suspected_crime_learned_later_takes_the_decision_down(cast: Cast) -> None:
    row, kept = public(cast), public(cast)
    transfer(row)

    assert sweep.run(day(4, 1)).withdrawn == 1

    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withdrawn", "crime_transfer")
    assert Publication.objects.get(pk=kept.pk).status == "published"


def test_records_that_became_barred_are_taken_down(cast: Cast) -> None:
    row, kept = factories.published(cast.bureau), factories.published(cast.bureau)
    assert row.record is not None
    Agency.objects.filter(pk=cast.bureau.pk).update(field="治安")
    assert set(withdrawals.barred()) == {row.pk, kept.pk}
    assert withdrawals.take_barred(row.pk, TODAY)
    row.refresh_from_db()
    assert (row.status, row.withheld_code) == ("withdrawn", "sealed")


# ------------------------------------------------------------------------------- nothing left of it
def test_nothing_confirms_what_was_taken_down_because_the_law_bars_it(
    cast: Cast, client: Client
) -> None:
    row, plain = public(cast), public(cast)
    assert row.decision is not None and row.shown is not None and plain.shown is not None
    Case.objects.filter(pk=row.decision.case_id).update(sealed=True)
    assert withdrawals.take_barred(row.pk, day(4, 1))

    assert verification.withdrawn(row.shown.doc_no) == []
    answer = client.get(reverse("verify-code", args=[row.shown.doc_no]))
    assert answer.status_code == 404
    assert "已撤下" not in answer.content.decode()
    assert str(row.pk) not in client.get(reverse("decision-feed")).content.decode()


# ------------------------------------------------------------------------------- raw SQL
@pytest.mark.parametrize(
    "said",
    [{"basis": LAW}, {"result": "行政拘留五日。"}, {"penalty_kinds": ["fine", "detention"]}],
)
def test_the_database_publishes_no_version_that_tells_of_public_order(
    cast: Cast, said: dict[str, Any]
) -> None:
    row = factories.published(cast.bureau)
    version = row.shown
    assert version is not None
    RedactedVersion.objects.bulk_create(
        [
            RedactedVersion(
                publication=row, title="案", party_name="某公司", party_kind="org", **said
            )
        ]
    )
    made = RedactedVersion.objects.exclude(pk=version.pk).get(publication=row)
    with pytest.raises(IntegrityError, match="SEALED"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(shown=made, approved_at="2026-04-02T00:00Z")


def test_the_words_of_the_law_are_found_however_they_are_written() -> None:
    rules = load(NATIONAL)
    assert sealing.cited(rules, "《治安管理\n处罚法》")
    assert not sealing.cited(rules, "《治安管理条例》", "")
    for name in ("示范县公安局", "城关派出所", "市公安局交通警察支队"):
        assert sealing.of_police(rules, name)
    assert not sealing.of_police(rules, "示范县城市管理局")


# ------------------------------------------------------------------------------- a person says
@pytest.fixture
def doubtful(cast: Cast) -> Publication:
    source = factories.record(cast.bureau, organ="云溪市公安局交通警察支队")
    return records.publish_record(source, by=None, on=TODAY)


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ({"organ": "示范县公安局"}, True),
        ({"source_org": "示范县公安局"}, True),
        ({"facts": "另有殴打他人，由公安机关依照治安管理处罚法处理。"}, True),
        ({"organ": "示范县城市管理局"}, False),
        ({"organ": "示范县公安局", "basis": LAW}, False),
    ],
)
def test_what_only_the_organ_speaks_for_is_in_doubt(said: dict[str, Any], doubt: bool) -> None:
    bureau = county(name="示范县政务服务中心")
    row = ExternalRecord(agency=bureau, kind="penalty", fields=said, decided_on=factories.DECIDED)
    assert eligibility.in_doubt(row) is doubt
    row.kind = "permit"
    assert not eligibility.in_doubt(row)


def test_a_record_in_doubt_is_public_nowhere(doubtful: Publication, client: Client) -> None:
    assert doubtful.shown is not None
    assert (doubtful.status, doubtful.first_published_on) == ("pending", None)
    assert client.get(reverse("decision-detail", args=[doubtful.pk])).status_code == 404
    assert client.get(reverse("verify-code", args=[doubtful.shown.doc_no])).status_code == 404
    assert doubtful.record is not None
    record = ExternalRecord.objects.get(pk=doubtful.record.pk)
    again = records.publish_record(record, by=None, on=TODAY)
    assert (again.status, again.versions.count()) == ("pending", 1)


def test_a_person_publishes_what_is_of_traffic(cast: Cast, doubtful: Publication) -> None:
    page, reader = reverse("publication-order", args=[doubtful.pk]), cast.client("publisher")
    assert "治安管理处罚法第一百三十六条" in reader.get(page).content.decode()
    desk = reader.get(reverse("publication-queue"), {"status": "mine"}).content.decode()
    assert str(doubtful.pk) in desk
    said = {"answer": "public", "reason": "依据道路交通安全法第九十条。"}
    assert reader.post(page, said).status_code == 302
    row = Publication.objects.get(pk=doubtful.pk)
    assert (row.status, row.approved_by) == ("published", cast.publisher)
    entry = AuditEntry.objects.get(action="publication.order")
    assert "道路交通安全法" in str(entry.data)
    assert (
        "交通安全法第九十条"
        not in Client().get(reverse("decision-detail", args=[row.pk])).content.decode()
    )
    with pytest.raises(StaleError):
        order.rule(row, by=cast.publisher, on=TODAY, answer="sealed", reason="再认定。")


def test_a_person_seals_what_is_of_public_order(cast: Cast, doubtful: Publication) -> None:
    with pytest.raises(RuleError, match="理由"):
        order.rule(doubtful, by=cast.publisher, on=TODAY, answer="sealed", reason=" ")
    with pytest.raises(PermissionDenied):
        order.rule(doubtful, by=cast.officer1, on=TODAY, answer="sealed", reason="殴打他人。")
    row = order.rule(doubtful, by=cast.publisher, on=TODAY, answer="sealed", reason="殴打他人。")
    assert (row.status, row.withheld_code) == ("withheld", "sealed")


# ------------------------------------------------------------------------------- its term runs on
@pytest.fixture
def waiting(cast: Cast) -> Publication:
    """One that was made yesterday."""
    yesterday = TODAY - timedelta(days=1)
    source = factories.record(cast.bureau, on=yesterday, organ="云溪市公安局交通警察支队")
    return records.publish_record(source, by=None, on=TODAY)


def counted(state: str) -> str:
    return str(Client().get(reverse("ledger-numbers"), {"counted": state}).content.decode())


def number_of(row: Publication) -> LedgerNumber:
    return LedgerNumber.objects.get(record=row.record_id)


def test_what_waits_for_a_person_is_late_like_everything_else(
    cast: Cast, waiting: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = waiting.deadline
    assert clock is not None and clock.outcome == "open"
    sweep.run(clock.due_on)
    assert number_of(waiting).due_on == clock.due_on, "the log promises the day"
    after = clock.due_on + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: after)
    assert number_of(waiting).ref in counted("overdue")
    queue = cast.client("publisher").get(reverse("publication-queue"), {"status": "late"})
    assert str(waiting.pk) in queue.content.decode()

    row = order.rule(waiting, by=cast.publisher, on=after, answer="public", reason="交通。")

    assert row.deadline_id == clock.pk
    assert Deadline.objects.get(pk=clock.pk).outcome == "late"
    assert number_of(waiting).due_on == clock.due_on
    assert "逾期" in Client().get(reverse("decision-detail", args=[row.pk])).content.decode()


def test_what_is_sealed_is_owed_by_no_day(cast: Cast, waiting: Publication) -> None:
    order.rule(waiting, by=cast.publisher, on=TODAY, answer="sealed", reason="殴打他人。")
    waiting.refresh_from_db()
    assert waiting.deadline is not None and waiting.deadline.outcome == "void"


def test_what_its_sender_sends_again_as_of_public_order_is_sealed(waiting: Publication) -> None:
    source = waiting.record
    assert source is not None
    source.fields = {**source.fields, "basis": LAW}
    source.save()
    row = records.publish_record(source, by=None, on=TODAY)
    assert row.deadline is not None
    assert (row.status, row.withheld_code, row.deadline.outcome) == ("withheld", "sealed", "void")


def test_a_term_counted_anew_is_entered_for_it_too(waiting: Publication) -> None:
    sweep.run(TODAY)
    assert waiting.deadline is not None
    due = waiting.deadline.due_on + timedelta(days=1)
    Deadline.objects.filter(pk=waiting.deadline.pk).update(due_on=due)
    assert publication_log.moved_terms() == [number_of(waiting).pk]
    assert publication_log.follow_term(number_of(waiting).pk, TODAY)
    assert number_of(waiting).due_on == due and publication_log.moved_terms() == []


def test_an_old_snapshot_does_not_say_that_what_the_law_bars_was_taken_down(cast: Cast) -> None:
    row = factories.published(cast.bureau)
    snapshots.take(TODAY)
    bar = eligibility.sealed()
    pipeline.take_barred(row, bar, by=None, on=TODAY)
    (stone,) = open_data.served(
        Snapshot.objects.get(), "decisions", open_data.part("decisions", TODAY, 0), TODAY
    )
    assert stone["gone"] == {"why": "ended"}


def test_the_database_publishes_no_police_penalty_that_nobody_ruled_on(cast: Cast) -> None:
    police = factories.agency("示范县公安局")
    row = records.publish_record(factories.record(police), by=None, on=TODAY)
    going = {"status": "published", "first_published_on": TODAY}
    with pytest.raises(IntegrityError, match="SEALED"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(**going)
    Publication.objects.filter(pk=row.pk).update(**going, approved_by=cast.publisher)
