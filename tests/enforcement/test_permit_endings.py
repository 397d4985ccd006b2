"""Proceedings about a licence in every state: what may be begun, what is refused, what it leaves."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from core.errors import RuleError, StaleError
from core.models import AuditEntry
from enforcement import flows, licence_grounds
from enforcement.models import Case, Licence, LicenceEvent, Proceeding
from enforcement.services import licences, proceedings
from tests.base import Cast, day
from tests.enforcement import dossier
from tests.enforcement.permit_case import (
    DECIDED,
    ENDS,
    LATER,
    again,
    asked,
    events,
    licensed,
    started,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ENDED = ("expired", "withdrawn", "revoked", "punished", "cancelled")
AFTER = day(1, 1, 2027)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


def put(licence: Licence, status: str) -> Licence:
    """The licence as it is after its end, without the case that ended it."""
    if status != "valid":
        penalty = licence.decision if status == "punished" else None
        Licence.objects.filter(pk=licence.pk).update(
            status=status, ended_on=day(5, 4), end_reason="先前的理由", penalty=penalty
        )
    return again(licence)


def kept() -> list[Any]:
    """All that a proceeding could change."""
    models = (Licence, LicenceEvent, Proceeding, Case)
    rows = [sorted(map(str, model._default_manager.values_list())) for model in models]
    return [*rows, AuditEntry.objects.count()]


# --------------------------------------------------------------------- the moves of a licence
TARGETS = {name: move.target for name, move in flows.LICENCE.moves.items()}
LEGAL = [(state, name) for name, move in flows.LICENCE.moves.items() for state in move.sources]


@pytest.mark.parametrize(("state", "move"), LEGAL)
def test_a_licence_ends_and_keeps_the_first_day_and_reason(
    cast: Cast, licence: Licence, state: str, move: str
) -> None:
    row = put(licence, state)

    licences.end(row, move, by=cast.head, on=LATER, reason="后来的理由", penalty=licence.decision)

    now = again(licence)
    first = (LATER, "后来的理由") if state == "valid" else (day(5, 4), "先前的理由")
    assert (now.status, now.ended_on, now.end_reason) == (TARGETS[move], *first)
    assert events(now) == ["granted", TARGETS[move]]
    last = now.events.latest("pk")
    assert (last.on, last.note, last.decision) == (LATER, "后来的理由", licence.decision)
    assert dossier.audited(now, f"licence.{move}")
    assert dossier.audited(now, f"licence.{TARGETS[move]}")


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_ends_no_other_way(cast: Cast, licence: Licence, state: str) -> None:
    row = put(licence, state)
    before = kept()

    for name in [name for name in TARGETS if (state, name) not in LEGAL]:
        with pytest.raises(StaleError, match="当前状态为") as caught:
            licences.end(row, name, by=cast.head, on=LATER, reason="重复")
        assert caught.value.article == flows.LICENCE.moves[name].article

    assert kept() == before


def test_a_licence_without_end_does_not_expire(cast: Cast) -> None:
    with pytest.raises(ValueError, match="has no end"):
        licences.expire(licensed(cast, valid_to=None))


# --------------------------------------------------------------------- what may be begun
@pytest.mark.parametrize("state", ENDED)
def test_nothing_but_striking_off_is_begun_on_an_ended_licence(
    cast: Cast, licence: Licence, state: str
) -> None:
    row = put(licence, state)
    before = kept()
    label = row.get_status_display()

    for kind, article in (("renew", "第五十条"), ("change", "第四十九条")):
        with pytest.raises(RuleError, match=f"状态为“{label}”.*不能办理") as caught:
            asked(cast, row, kind)
        assert caught.value.article == f"行政许可法{article}"
    for kind, ground in (("withdraw", "law"), ("revoke", "abuse")):
        with pytest.raises(RuleError, match="只能办理注销") as caught:
            started(cast, row, kind, ground)
        assert caught.value.article == licence_grounds.article(kind, ground)

    assert kept() == before


CANCEL = {
    **dict.fromkeys(licence_grounds.CANCEL, licence_grounds.NOT_CANCELLED),
    **licence_grounds.CANCEL_STATES,
}
STRUCK = [
    (ground, state) for ground in ("expired", "ended", "statute") for state in ("valid", *ENDED)
]


@pytest.mark.parametrize(("ground", "state"), STRUCK)
def test_a_licence_is_struck_off_only_on_a_ground_that_is_true(
    cast: Cast, licence: Licence, ground: str, state: str
) -> None:
    row = put(licence, state)
    if state in CANCEL[ground]:
        begun = started(cast, row, "cancel", ground)
        assert (begun.kind, begun.case.status, begun.ground) == ("cancel", "filed", ground)
        return
    before = kept()
    with pytest.raises(RuleError, match="与该注销事由不符") as caught:
        started(cast, row, "cancel", ground)
    assert (caught.value.field, caught.value.article) == (
        "ground",
        licence_grounds.CANCEL[ground].article,
    )
    assert kept() == before


@pytest.mark.parametrize(("on", "fine"), [(ENDS, True), (AFTER, False)])
@pytest.mark.parametrize("kind", ["renew", "change"])
def test_the_last_day_of_the_term_still_counts(
    cast: Cast, licence: Licence, kind: str, on: date, fine: bool
) -> None:
    if fine:
        row = asked(cast, licence, kind, on=on)
        assert (row.late, row.case.discovered_on) == (kind == "renew", on)
        return
    with pytest.raises(RuleError, match="有效期至2026-12-31"):
        asked(cast, licence, kind, on=on)


def test_a_licence_without_end_is_never_late(cast: Cast) -> None:
    row = licensed(cast, valid_to=None)

    assert not asked(cast, row, on=ENDS).late
    ended = put(row, "withdrawn")
    with pytest.raises(RuleError, match="有效期至长期"):
        asked(cast, ended, "change")


@pytest.mark.parametrize("wish", ["", "  ", "\n"])
def test_a_wish_and_reasons_are_written_down(cast: Cast, licence: Licence, wish: str) -> None:
    before = kept()

    with pytest.raises(RuleError, match="应当写明内容和理由") as caught:
        proceedings.apply_for(licence, by=cast.officer1, on=LATER, kind="renew", wish=wish)
    assert caught.value.field == "wish"
    with pytest.raises(RuleError, match="应当写明内容和理由") as caught:
        started(cast, licence, "revoke", "abuse", reasons=wish)
    assert caught.value.field == "reasons"

    assert kept() == before


@pytest.mark.parametrize("kind", ["withdraw", "revoke", "cancel", "", "penalty"])
def test_an_end_is_not_applied_for(cast: Cast, licence: Licence, kind: str) -> None:
    with pytest.raises(RuleError, match="可以申请的事项是延续或者变更") as caught:
        asked(cast, licence, kind)
    assert caught.value.field == "kind"


GROUNDS = [(kind, ground) for kind, table in licence_grounds.OF.items() for ground in table]
KINDS = ("renew", "change", *licence_grounds.OF)


def test_a_ground_serves_only_its_own_end(cast: Cast, licence: Licence) -> None:
    before = kept()

    for own, ground in GROUNDS:
        for kind in KINDS:
            if kind == own or ground in licence_grounds.OF.get(kind, {}):
                continue
            with pytest.raises(RuleError, match="该事由不适用于所选的办理事项") as caught:
                started(cast, licence, kind, ground)
            assert caught.value.field == "ground"

    assert kept() == before


WITHOUT_RIGHT = ("unithead", "head", "reviewer", "publisher", "listadmin", "supervisor", "admin")


@pytest.mark.parametrize("name", [*WITHOUT_RIGHT, "outsider"])
def test_only_officers_of_the_agency_begin(cast: Cast, licence: Licence, name: str) -> None:
    person, before = cast.people[name], kept()

    with pytest.raises(PermissionDenied):
        proceedings.apply_for(licence, by=person, on=LATER, kind="renew", wish="延续")
    with pytest.raises(PermissionDenied):
        proceedings.begin_end(
            licence, by=person, on=LATER, kind="cancel", ground="dead", reasons="公民死亡。"
        )

    assert kept() == before


def test_one_of_a_kind_runs_and_others_beside_it(cast: Cast, licence: Licence) -> None:
    first = asked(cast, licence)
    asked(cast, licence, "change")
    started(cast, licence, "revoke", "abuse")
    before = kept()

    for kind, ground in (("renew", ""), ("change", ""), ("revoke", "fraud")):
        with pytest.raises(RuleError, match="正在办理") as caught:
            _ = started(cast, licence, kind, ground) if ground else asked(cast, licence, kind)
        assert caught.value.remedy == "请在该案件中办理。"

    assert kept() == before
    assert licence.proceedings.count() == 3
    entry = AuditEntry.objects.get(action="proceeding.open", object_id=str(first.pk))
    assert "renew" in str(entry.data)


# --------------------------------------------------------------------- 吊销
@pytest.mark.parametrize("name", WITHOUT_RIGHT)
def test_nobody_without_the_right_takes_a_licence_away(
    cast: Cast, licence: Licence, name: str
) -> None:
    with pytest.raises(PermissionDenied):
        licences.punish(licence, by=cast.people[name], on=LATER, penalty=licence.decision)


@pytest.mark.parametrize("kinds", [["fine"], ["revoke_licence"]])
def test_a_draft_takes_nothing_away(cast: Cast, licence: Licence, kinds: list[str]) -> None:
    row = dossier.draft(cast.bureau, on=LATER, of=licence.holder, penalty_kinds=kinds)

    assert licences.penalties(licence) == []
    with pytest.raises(RuleError, match="应当有本机关对持证人作出的吊销处罚决定") as caught:
        licences.punish(licence, by=cast.officer1, on=LATER, penalty=row)
    assert caught.value.article == "行政处罚法第九条、第五十七条"
    assert events(licence) == ["granted"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_kept_is_chinese_in_every_language(
    cast: Cast, licence: Licence, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licences, "penalties", lambda row: [row.decision])

    with translation.override(language):
        licences.punish(licence, by=cast.officer1, on=DECIDED, penalty=licence.decision)

    now = again(licence)
    assert now.end_reason == f"由{licence.decision.doc_no}吊销"
    assert now.events.latest("pk").note == now.end_reason
