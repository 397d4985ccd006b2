"""How long an item is kept: its file's term, a decision that only lengthens it, and holds that beat it."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core import files
from core.errors import RuleError
from core.models import AuditEntry, Blob
from core.storage import WriteOnceError
from recording import retention
from recording.models import Archive, Evidence, LegalHold, Retention
from recording.models.step import Stage
from recording.retention import Term
from recording.services import evidence
from recording.services import retention as service
from tests import factories
from tests.base import Cast, day
from tests.originals import PAPER
from tests.purposes import told

pytestmark = pytest.mark.django_db
Group = Retention.Group
FAR = date(2060, 1, 1)


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return evidence.seal(
        factories.case(cast.bureau, filed=True),
        by=cast.officer1,
        stream=io.BytesIO(PAPER),
        file_name="询价单.pdf",
        kind=Evidence.Kind.DOCUMENTARY,
        media=Evidence.Media.DOCUMENT,
        title="询价单",
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
    )


def extend(item: Evidence, cast: Cast, until: date | None, group: str = Group.CASE) -> Retention:
    return service.extend(item, by=cast.head, group=group, until=until, reason="法院来函")


def archived(item: Evidence, cast: Cast, words: str) -> None:
    Archive.objects.create(
        case=item.case,
        agency=cast.bureau,
        number="20260001",
        retention=words,
        manifest={},
        manifest_sha256="0" * 64,
        pages=1,
        sealed_on=day(3, 27),
        sealed_by=cast.officer1,
    )


def test_before_archiving_the_term_has_not_begun_and_never_expires(item: Evidence) -> None:
    term = retention.term_of(item)
    assert (term.group, term.until, term.open) == (Group.CASE, None, True)
    assert not term.expired(FAR)


def test_an_archived_item_is_kept_as_long_as_its_file(item: Evidence, cast: Cast) -> None:
    archived(item, cast, "定期30年")
    term = retention.term_of(item)
    assert (term.group, term.until) == (Group.CASE, date(2056, 3, 27))
    assert not term.expired(date(2056, 3, 27))
    assert term.expired(date(2056, 3, 28))


def test_an_item_of_a_permanent_file_never_expires(item: Evidence, cast: Cast) -> None:
    archived(item, cast, "永久")
    term = retention.term_of(item)
    assert (term.group, term.until, term.expired(FAR)) == (Group.PERMANENT, None, False)


@pytest.mark.parametrize(
    ("term", "over"),
    [
        (Term(Group.ROUTINE, day(3, 1), ""), True),
        (Term(Group.ROUTINE, day(3, 2), ""), False),
        (Term(Group.ROUTINE, day(3, 1), "", held=True), False),
        (Term(Group.PERMANENT, None, ""), False),
        (Term(Group.CASE, None, "", open=True), False),
    ],
)
def test_a_hold_beats_the_end_of_the_period(term: Term, over: bool) -> None:
    assert term.expired(day(3, 2)) is over


def test_the_end_moves_forward_and_is_noted(item: Evidence, cast: Cast) -> None:
    extend(item, cast, date(2050, 1, 1))
    extend(item, cast, date(2055, 1, 1))
    assert retention.term_of(item).until == date(2055, 1, 1)
    assert AuditEntry.objects.filter(action="evidence.retention").count() == 2


def test_an_earlier_end_is_refused_in_words(item: Evidence, cast: Cast) -> None:
    extend(item, cast, date(2050, 1, 1))
    with pytest.raises(RuleError, match="只能延长") as refused:
        extend(item, cast, date(2049, 12, 31))
    assert refused.value.article == "国办发〔2018〕118号第九条"
    extend(item, cast, None, Group.PERMANENT)
    with pytest.raises(RuleError, match="只能延长"):
        extend(item, cast, FAR)


def test_nothing_is_kept_shorter_than_the_profile_says(item: Evidence, cast: Cast) -> None:
    floor = retention.shortest(item)
    with pytest.raises(RuleError, match=str(floor)):
        extend(item, cast, floor - timedelta(days=1), Group.ROUTINE)
    assert extend(item, cast, floor, Group.ROUTINE).until == floor


@pytest.mark.parametrize(("group", "until"), [(Group.PERMANENT, FAR), (Group.CASE, None)])
def test_only_permanent_has_no_end(
    item: Evidence, cast: Cast, group: str, until: date | None
) -> None:
    with pytest.raises(RuleError, match="只有永久保管不填写期限"):
        extend(item, cast, until, group)


def test_a_hold_is_set_and_lifted_once_with_reasons(item: Evidence, cast: Cast) -> None:
    row = service.hold(item, by=cast.unithead, reason="复议期间")
    assert retention.term_of(item).held
    with pytest.raises(RuleError, match="请写明理由"):
        service.lift(row, by=cast.head, reason=" ")
    service.lift(row, by=cast.head, reason="复议终结")
    assert not retention.term_of(item).held
    with pytest.raises(RuleError, match="已经解除"):
        service.lift(row, by=cast.head, reason="再次")
    actions = AuditEntry.objects.filter(object_id=str(item.pk)).values_list("action", flat=True)
    assert list(actions.order_by("id"))[-2:] == ["evidence.hold", "evidence.hold_lifted"]


def test_neither_an_officer_nor_another_agency_decides(item: Evidence, cast: Cast) -> None:
    for stranger in (cast.officer1, cast.supervisor, cast.outsider):
        with pytest.raises(PermissionDenied):
            service.hold(item, by=stranger, reason="x")


def test_sql_shortens_nothing_and_lifts_no_hold_without_a_reason(
    item: Evidence, cast: Cast
) -> None:
    made = extend(item, cast, date(2050, 1, 1))
    service.hold(item, by=cast.head, reason="诉讼")
    for sql in (
        "UPDATE recording_retention SET until = '2027-01-01'",
        "DELETE FROM recording_retention",
        "DELETE FROM recording_legalhold",
        "UPDATE recording_legalhold SET reason = 'x'",
        "UPDATE recording_legalhold SET lifted_at = '2026-01-01 00:00:00'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="RETENTION"), transaction.atomic():
        Retention.objects.create(
            evidence=item, group=Group.CASE, until=date(2049, 1, 1), reason="x", set_by=cast.head
        )
    assert Retention.objects.get() == made
    assert LegalHold.objects.get().lifted_at is None


def test_nothing_deletes_an_original_at_any_layer(item: Evidence) -> None:
    blob = item.blob
    for row in (item, blob):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(version="x")
    with pytest.raises(WriteOnceError):
        files.place().delete(blob.key)
    path = Path(files.place().path(blob.key))
    assert path.stat().st_mode & 0o222 == 0
    assert files.verify(blob) == "ok"


def test_the_custody_page_shows_the_term_and_leads_through_the_acts(
    item: Evidence, cast: Cast
) -> None:
    client, home = told(cast.client("head"), item.case), reverse("custody-page", args=[item.pk])
    page = client.get(home).content.decode()
    assert "尚未起算" in page
    form = {"group": "case", "until": "2050-01-01", "reason": "法院来函"}
    answer = client.post(reverse("retention-extend", args=[item.pk]), form, follow=True)
    assert "保管至 2050-01-01" in answer.content.decode()
    form = {"group": "case", "until": "2049-01-01", "reason": "x"}
    answer = client.post(reverse("retention-extend", args=[item.pk]), form)
    assert "保管期限只能延长" in answer.content.decode()
    answer = client.post(reverse("hold-set", args=[item.pk]), {"reason": "诉讼"}, follow=True)
    assert "已冻结" in answer.content.decode()
    lift = reverse("hold-lift", args=[LegalHold.objects.get().pk])
    answer = client.post(lift, {"reason": "终结"}, follow=True)
    assert "解除：终结" in answer.content.decode()
    assert "hold/" not in cast.client("officer1").get(home).content.decode()
