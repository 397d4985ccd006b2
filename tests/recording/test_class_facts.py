"""The facts a class of keeping follows from, as the record shows them: decision, discussion, reuse."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import GoneError, RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import classes, retention
from recording.classes import EVIDENCE, MAJOR, OBSTRUCTION
from recording.models import Evidence, Retention
from recording.services import destruction
from recording.services import retention as service
from tests import factories
from tests.base import Cast, day
from tests.purposes import told
from tests.recording import bare
from tests.recording.over_time import approved, end, filed, paper

pytestmark = pytest.mark.django_db
Group = Retention.Group
FAR = date(2060, 1, 1)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


@pytest.fixture
def film(case: Case, cast: Cast) -> Evidence:
    return bare.item(case, cast.officer1)


# ------------------------------------------------------------------------------- the facts
def test_a_film_is_a_recording_and_a_paper_is_none(case: Case, cast: Cast) -> None:
    kinds = {"video": True, "audio": True, "photo": True, "document": False}
    for medium, expected in kinds.items():
        row = bare.item(case, cast.officer1, medium, media=medium)
        assert classes.facts_of(row).audiovisual is expected, medium


def test_before_a_decision_nothing_is_proved(film: Evidence) -> None:
    assert EVIDENCE not in classes.facts_of(film).found


def test_a_decision_that_was_issued_makes_it_evidence(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16))
    row = Evidence.objects.filter(case=decision.case).first()
    assert row is not None
    assert EVIDENCE in classes.facts_of(row).found


def test_a_permit_proves_nothing_against_anybody(cast: Cast) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    row = Evidence.objects.filter(case=decision.case).first()
    assert row is not None
    assert EVIDENCE not in classes.facts_of(row).found


def test_the_same_bytes_in_an_adverse_case_make_it_evidence_there(cast: Cast, case: Case) -> None:
    permit = factories.served(cast.bureau, on=day(3, 16), procedure="permit").case
    row = bare.item(permit, cast.officer1, "同一段")
    assert EVIDENCE not in classes.facts_of(row).found
    bare.item(case, cast.officer1, "同一段")
    assert EVIDENCE in classes.facts_of(row).found


def test_the_class_of_an_open_file_is_told_without_an_end(film: Evidence) -> None:
    term = retention.term_of(film)
    assert (term.until, term.open, term.expired(FAR)) == (None, True, False)
    assert term.basis.endswith("归档后起算")


def test_an_item_without_a_step_has_no_list_item(film: Evidence) -> None:
    assert film.step is None
    assert classes.facts_of(film).listed == ("", "")


# ------------------------------------------------------------------------------- kept for good
def test_each_fact_of_the_rules_is_taken_with_its_words(case: Case, cast: Cast) -> None:
    for fact in (OBSTRUCTION, EVIDENCE, MAJOR):
        row = bare.item(case, cast.officer1, fact)
        made = service.special(row, by=cast.officer1, fact=fact, reason=" 现场情况 ")
        assert (made.group, made.until, made.set_by) == (Group.PERMANENT, None, cast.officer1)
        assert made.reason.startswith(f"{classes.FACTS[fact]}：现场情况（")
        assert not retention.term_of(row).expired(FAR)
    entries = AuditEntry.objects.filter(action="evidence.retention")
    assert entries.count() == 3


def test_who_decides_on_keeping_needs_no_hand_in_the_case(film: Evidence, cast: Cast) -> None:
    made = service.special(film, by=cast.head, fact=OBSTRUCTION, reason="围堵")
    assert made.set_by == cast.head


def test_whoever_is_neither_is_refused(film: Evidence, cast: Cast) -> None:
    for stranger in (cast.outsider, cast.supervisor, cast.publisher, cast.admin):
        with pytest.raises((PermissionDenied, RuleError)):
            service.special(film, by=stranger, fact=OBSTRUCTION, reason="围堵")
    assert not Retention.objects.exists()


def test_a_refusal_names_article_field_and_what_to_do(film: Evidence, cast: Cast) -> None:
    with pytest.raises(RuleError, match="没有把这种情形列为永久保管") as refused:
        service.special(film, by=cast.officer1, fact="rain", reason="雨")
    assert (refused.value.field, refused.value.remedy) == ("fact", "请延长保管期限。")
    assert refused.value.article == film.case.agency.rules().article(classes.PERMANENT_WHEN)
    with pytest.raises(RuleError, match="请写明理由") as refused:
        service.special(film, by=cast.officer1, fact=OBSTRUCTION, reason="")
    assert refused.value.field == "reason"


def test_what_is_kept_for_good_is_never_shortened(film: Evidence, cast: Cast) -> None:
    service.special(film, by=cast.officer1, fact=OBSTRUCTION, reason="围堵")
    with pytest.raises(RuleError, match="只能延长"):
        service.extend(film, by=cast.head, group=Group.CASE, until=FAR, reason="来函")
    with pytest.raises(IntegrityError, match="RETENTION"), transaction.atomic():
        Retention.objects.create(
            evidence=film, group=Group.CASE, until=FAR, reason="x", set_by=cast.head
        )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE recording_retention SET until = '2027-01-01'")


def test_nothing_is_decided_about_what_is_gone(cast: Cast) -> None:
    _case, (row,) = filed(cast, 甲=paper("gone"))
    end(row, cast)
    approved(cast, row)
    destruction.run(timezone.now())
    for act in (
        lambda: service.special(row, by=cast.head, fact=OBSTRUCTION, reason="x"),
        lambda: service.extend(row, by=cast.head, group=Group.CASE, until=FAR, reason="x"),
        lambda: service.hold(row, by=cast.head, reason="x"),
    ):
        with pytest.raises(GoneError) as refused:
            act()
        assert refused.value.article == "档案法实施条例第二十四条"


# ------------------------------------------------------------------------------- the page
def test_the_page_refuses_and_keeps_what_was_typed_then_takes_it(
    film: Evidence, cast: Cast
) -> None:
    client = told(cast.client("officer1"), film.case)
    url = reverse("retention-special", args=[film.pk])
    answer = client.post(url, {"fact": "rain", "reason": "围堵执法车辆"})
    assert answer.status_code == 200
    assert "围堵执法车辆" in answer.content.decode()
    assert not Retention.objects.exists()
    answer = client.post(url, {"fact": OBSTRUCTION, "reason": "围堵执法车辆"})
    assert answer.status_code == 302
    assert Retention.objects.get().group == Group.PERMANENT


def test_the_page_is_not_there_for_another_agency(film: Evidence, cast: Cast) -> None:
    url = reverse("retention-special", args=[film.pk])
    assert cast.client("outsider").get(url).status_code == 404
    assert cast.client("supervisor").get(url).status_code == 403
