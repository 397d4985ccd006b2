"""The class of keeping by rule: list item, profile, what the recording turned into (domain §8.5)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core import files
from core.errors import RuleError
from core.models import AuditEntry
from enforcement.profiles import PROFILE_KEYS, load
from recording import classes, retention
from recording.classes import EVIDENCE, MAJOR, OBSTRUCTION, Facts
from recording.models import Evidence, Retention
from recording.services import archive
from recording.services import retention as service
from tests import factories
from tests.base import Cast, day
from tests.recording.over_time import paper, put

Group = Retention.Group
ALL = (EVIDENCE, OBSTRUCTION, MAJOR)
LISTED = ("permanent", "音像记录事项“现场检查”（本地清单）")


@pytest.mark.parametrize(
    ("facts", "group", "words"),
    [
        (Facts(audiovisual=False, routine=True, when=ALL, found=ALL), Group.CASE, "与案卷"),
        (Facts(audiovisual=True), Group.CASE, "与案卷"),
        (Facts(audiovisual=True, routine=True, article="甲"), Group.ROUTINE, "甲"),
        (
            Facts(audiovisual=True, routine=True, when=ALL, found=(EVIDENCE,)),
            Group.PERMANENT,
            "证据",
        ),
        (
            Facts(audiovisual=True, routine=True, when=ALL, found=(OBSTRUCTION,)),
            "permanent",
            "妨碍",
        ),
        (Facts(audiovisual=True, routine=True, when=ALL, found=(MAJOR,)), Group.PERMANENT, "重大"),
        (Facts(audiovisual=True, routine=True, when=(), found=ALL), Group.ROUTINE, "最短"),
        (Facts(audiovisual=True, when=ALL, found=ALL), Group.CASE, "与案卷"),
        (Facts(audiovisual=True, routine=True, listed=LISTED), Group.PERMANENT, "本地清单"),
        (Facts(audiovisual=True, listed=("routine", "乙")), Group.ROUTINE, "乙"),
        (Facts(audiovisual=True, routine=True, listed=("case", "丙")), Group.CASE, "丙"),
        (
            Facts(audiovisual=True, listed=("routine", "乙"), when=ALL, found=(MAJOR,)),
            Group.PERMANENT,
            "重大",
        ),
    ],
)
def test_the_class_follows_from_the_facts_and_says_why(
    facts: Facts, group: str, words: str
) -> None:
    found = classes.assign(facts)
    assert found.group == group
    assert words in found.reason


@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_place_says_what_is_routine_and_what_is_kept_for_good(profile: str) -> None:
    rules = load(profile)
    assert rules.article(classes.ROUTINE_KINDS)
    assert set(rules.value(classes.PERMANENT_WHEN)) <= set(classes.FACTS)


def test_the_police_keeps_recordings_as_routine_until_they_prove_something() -> None:
    rules = load("changzhi_police")
    assert "inspection" in rules.value(classes.ROUTINE_KINDS)
    assert "第十三条" in rules.article(classes.PERMANENT_WHEN)


@pytest.mark.django_db
def test_archiving_writes_class_end_and_reason_and_lengthens_the_lock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks: list[date] = []
    place = type(files.place())
    monkeypatch.setattr(place, "extend", lambda _place, _key, _version, until: locks.append(until))
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    one = put(decision.case, cast, "甲", paper("k1"))
    two = put(decision.case, cast, "乙", paper("k2"))
    service.extend(two, by=cast.head, group="case", until=date(2070, 1, 1), reason="来函")
    archive.close_case(decision.case, by=cast.officer1, on=day(3, 25), ground="completed")
    archive.seal(decision.case, by=cast.officer1, on=day(3, 27))
    made = Retention.objects.get(evidence=one)
    assert (made.group, made.until) == (Group.CASE, date(2056, 3, 27))
    assert "定期30年" in made.reason
    assert AuditEntry.objects.filter(action="evidence.retention", object_id=str(one.pk)).exists()
    # What was decided before and keeps it longer stays.
    assert Retention.objects.get(evidence=two).until == date(2070, 1, 1)
    assert locks.count(date(2056, 3, 27)) > 2
    assert retention.term_of(one).until == date(2056, 3, 27)


@pytest.mark.django_db
def test_a_store_that_does_not_lengthen_its_lock_stops_the_archiving(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = factories.served(cast.bureau, on=day(3, 16), procedure="permit")
    put(decision.case, cast, "甲", paper("k3"))
    archive.close_case(decision.case, by=cast.officer1, on=day(3, 25), ground="completed")
    monkeypatch.setattr(type(files.place()), "extend", _fails)
    with pytest.raises(RuleError, match="锁定没有延长成功"):
        archive.seal(decision.case, by=cast.officer1, on=day(3, 27))
    decision.case.refresh_from_db()
    assert decision.case.status == "closed"


def _fails(*_args: object) -> None:
    raise OSError("no answer")


@pytest.mark.django_db
def test_a_handler_marks_what_is_kept_for_good_once_and_with_a_reason(cast: Cast) -> None:
    item = put(factories.case(cast.bureau, filed=True), cast, "录像", paper("k4"))
    with pytest.raises(RuleError, match="请写明理由"):
        service.special(item, by=cast.officer1, fact=OBSTRUCTION, reason=" ")
    with pytest.raises(RuleError, match="没有把这种情形列为永久"):
        service.special(item, by=cast.officer1, fact="weather", reason="雨")
    made = service.special(item, by=cast.officer1, fact=OBSTRUCTION, reason="围堵执法车辆")
    assert (made.group, made.until) == (Group.PERMANENT, None)
    assert "妨碍执法：围堵执法车辆（公安机关" in made.reason
    with pytest.raises(RuleError, match="已经永久保管"):
        service.special(item, by=cast.head, fact=MAJOR, reason="x")
    for stranger in (cast.outsider, cast.supervisor):
        with pytest.raises((PermissionDenied, RuleError)):
            service.special(_fresh(item), by=stranger, fact=MAJOR, reason="x")


def _fresh(item: Evidence) -> Evidence:
    return Evidence.objects.get(pk=item.pk)
