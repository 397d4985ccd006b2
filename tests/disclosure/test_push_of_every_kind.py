"""强制、检查、征收征用 told to a platform above: what the public reads under each heading, and nothing else."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import override_settings
from django.utils import timezone

from disclosure import projection
from disclosure.exchange import outgoing, wire
from disclosure.models import ExternalRecord, Publication, PushDestination, PushItem
from disclosure.services import outbox, pipeline
from disclosure.tasks import seal_ledger
from enforcement.models.kinds import ActionKind
from tests import factories as cases
from tests.base import Cast
from tests.disclosure import factories
from tests.disclosure.exchanging import give_codes
from tests.disclosure.receiver import KEY, Platform, platform
from tests.disclosure.test_outbox import REASON, later

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
# What a sender says of each kind, as domain §6.15 lists it.
GIVEN: dict[str, dict[str, str]] = {
    ActionKind.COERCION: {
        "item_name": "对涉嫌违法物品的扣押",
        "doc_title": "实施行政强制措施决定书",
        "coercion_kind": "扣押财物",
        "subject": "饼干12袋",
        "valid_from": "2026-03-16",
        "valid_to": "2026-04-14",
        "extended_to": "2026-05-14",
        "released_on": "2026-04-20",
        "execution": "已经退还",
    },
    ActionKind.INSPECTION: {
        "item_name": "食品经营监督检查",
        "doc_title": "行政检查结果告知书",
        "inspection_type": "双随机检查",
        "task_no": "云检任〔2026〕9号",
        "matter": "食品经营监督检查",
        "method": "现场检查",
        "inspected_on": "2026-03-12",
        "joint": "否",
        "check_result": "未发现问题",
        "handling": "无需处理",
    },
    ActionKind.LEVY: {
        "item_name": "防汛物资征用",
        "doc_title": "行政征用决定书",
        "levy_item": "防汛物资征用",
        "standard": "每日800元",
        "amount_wan": "12.345678",
        "relief": "减半征收",
        "pay_until": "2026-05-06",
        "requisitioned": "挖掘机2台",
        "valid_from": "2026-03-16",
        "valid_to": "2026-03-30",
        "returned_on": "2026-06-30",
    },
}
KINDS = sorted(GIVEN)


@pytest.fixture
def above() -> Iterator[Platform]:
    with platform() as state, override_settings(DEMO=True):
        yield state


@pytest.fixture
def to(cast: Cast, above: Platform) -> PushDestination:
    give_codes(cast)
    return outbox.register(
        by=cast.admin, agency=cast.bureau, name="市平台", url=above.url, token=KEY
    )


def public(cast: Cast, kind: str, **fields: Any) -> Publication:
    """A public act of the kind, as a system of the agency sent it."""
    plain = {"penalty_kinds": [], "fine_cents": 0, "content": "依法办理。", **GIVEN[kind]}
    row = factories.published(cast.bureau, kind=kind, **{**plain, **fields})
    seal_ledger()
    return row


# ------------------------------------------------------------------------------- what is told
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_kind_is_told_as_it_was_given(
    cast: Cast, above: Platform, to: PushDestination, kind: str
) -> None:
    row = public(cast, kind, remedies="六十日内申请行政复议。")
    assert outbox.run(NOW) == 1
    (record,) = above.held.values()
    told = {key: record.get(key) for key in GIVEN[kind]}
    assert told == GIVEN[kind]
    assert set(GIVEN[kind]) >= {column.key for column in wire.OWN[kind]}, "none is left out"
    assert row.shown is not None
    common = {
        "kind": kind,
        "agency_uscc": cast.bureau.uscc,
        "party_kind": "法人及非法人组织",
        "doc_no": row.shown.doc_no,
        "title": row.shown.title,
        "content": "依法办理。",
        "facts": row.shown.facts,
        "basis": row.shown.basis,
        "decided_on": row.decided_on.isoformat(),
        "remedies": "六十日内申请行政复议。",
    }
    assert {key: record.get(key) for key in common} == common
    assert set(record) <= {*wire.FIELDS[kind], wire.AGENCY, wire.KIND}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_the_public_cannot_read_leaves(
    cast: Cast, above: Platform, to: PushDestination, kind: str
) -> None:
    hidden = {"id_no": "110101199003078515", "remark": "内部备注", "case_no": "云立〔2026〕1号"}
    text = next(key for key in ("subject", "handling", "requisitioned") if key in GIVEN[kind])
    words = f"{GIVEN[kind][text]}，联系电话13900001234"
    public(cast, kind, party_kind="person", party_name="晨试一", **hidden, **{text: words})
    assert outbox.run(NOW) == 1
    said = str(above.held)
    for secret in ("13900001234", "晨试一", *hidden.values()):
        assert secret not in said, secret
    assert GIVEN[kind][text] in said


def test_a_day_or_an_amount_that_was_hidden_is_left_out(cast: Cast) -> None:
    give_codes(cast)
    row = public(cast, ActionKind.LEVY)
    shown = row.shown
    assert shown is not None
    for heading in ("金额（万元）", "返还日期"):
        assert heading in dict(shown.sections)
    shown.sections = [
        [heading, "***" if heading in ("金额（万元）", "返还日期") else text]
        for heading, text in shown.sections
    ]
    told = outgoing.record(row)
    assert "amount_wan" not in told and "returned_on" not in told
    assert told["pay_until"] == "2026-05-06"
    assert not wire.read(told, 0).errors


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_read_back_the_same(cast: Cast, kind: str) -> None:
    """A platform that takes it publishes the same text under the same headings."""
    give_codes(cast)
    row = public(cast, kind)
    read = wire.read(outgoing.record(row), 0)
    assert not read.errors
    again = projection.build_record(
        ExternalRecord(agency=cast.bureau, kind=kind, fields=read.fields)
    )
    assert row.shown is not None
    here, there = dict(row.shown.sections), dict(again["sections"])
    names = projection.headings_of(kind)
    assert {names[key]: here[names[key]] for key in GIVEN[kind]} == {
        names[key]: there[names[key]] for key in GIVEN[kind]
    }


# ------------------------------------------------------------------------------- in order
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_withdrawn_is_withdrawn_there_and_told_once(
    cast: Cast, above: Platform, to: PushDestination, kind: str
) -> None:
    row = public(cast, kind)
    above.failing = ["lost", 503]
    outbox.run(NOW)
    outbox.run(later(minutes=1))
    outbox.run(later(minutes=3))
    assert (above.created, len(above.held)) == (1, 1)
    pipeline.withdraw(row, by=None, on=timezone.localdate(), reason=REASON)
    seal_ledger()
    outbox.run(later(minutes=5))
    assert (above.held, list(above.gone.values())) == ({}, [REASON])
    (name,) = above.gone
    assert name[1] == kind


def test_what_ended_before_it_was_told_never_leaves(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    for kind in KINDS:
        row = public(cast, kind)
        pipeline.withdraw(row, by=None, on=timezone.localdate(), reason=REASON)
    seal_ledger()
    outbox.run(NOW)
    assert (above.held, above.created) == ({}, 0)
    assert set(PushItem.objects.values_list("outcome", flat=True)) == {"moot"}


def test_what_was_passed_over_before_is_told_once_after_the_change(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    """As it was: penalties in the outbox, inspections passed over; then migration 0056."""
    public(cast, ActionKind.INSPECTION)
    factories.published(cast.bureau)
    seal_ledger()
    outbox.fill(to.pk, NOW)
    of_kind = PushItem.objects.filter(publication__kind="penalty").values_list("seq", flat=True)
    (kept,) = of_kind
    to.refresh_from_db()
    end = to.next_seq
    other = PushDestination.objects.create(
        **{"agency": cast.bureau, "name": "省平台", "url": above.url, "next_seq": end},
        sealed_token=to.sealed_token,
        created_by=cast.admin,
    )
    row = Publication.objects.get(kind="penalty")
    PushItem.objects.create(
        destination=other, seq=kept, event="published", publication=row, created_at=NOW
    )
    import_module("disclosure.migrations.0056_push_of_every_kind").read_again(apps, None)
    assert outbox.fill(other.pk, NOW) == 1
    assert outbox.fill(other.pk, NOW) == 0
    assert other.items.count() == 2
    other.refresh_from_db()
    assert other.next_seq == end


# ------------------------------------------------------------------------------- our own
def test_an_inspection_of_our_own_tells_what_the_public_reads(
    cast: Cast, above: Platform, to: PushDestination
) -> None:
    row = cases.published(cast.bureau, procedure="inspection")
    seal_ledger()
    outbox.run(NOW)
    (record,) = above.held.values()
    assert row.shown is not None and row.decision is not None
    texts = dict(row.shown.sections)
    for key, heading in (
        ("inspection_type", "检查类型"),
        ("method", "检查方式"),
        ("doc_title", "文书名称"),
        ("item_name", "事项名称"),
    ):
        assert record[key] == texts[heading] != "", key
    assert record["doc_title"] == "行政检查结果告知书"
    until = row.publish_until.isoformat() if row.publish_until else None
    assert record.get("publish_until") == until
