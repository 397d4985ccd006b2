"""Made-up measures and executions, each walked through the real services on given days."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.triggers import refusal
from enforcement.models import (
    Case,
    Decision,
    ForcedExecution,
    Item,
    Measure,
    MeasureItem,
    MeasureRelease,
    Substitution,
)
from enforcement.services import items, measures
from enforcement.services.measures import Thing
from enforcement.services.substitution import Order
from recording.models import Document, Evidence, Step
from recording.services import coercion, evidence, forced
from recording.services import measures as acts
from recording.services.measures import Scene
from tests import factories
from tests.base import Cast, day
from tests.factories import account_of, at, lead_of, someone
from tests.people import serials

ON = day(3, 16)  # a Monday; thirty days later is Wednesday 15 April
END, EXTENDED_END = day(4, 15), day(5, 15)
URGED, DECIDED = day(4, 7), day(4, 20)


def case(agency: Any, **fields: Any) -> Case:
    """A filed case in which a measure may be taken on `ON`."""
    return factories.case(agency, on=day(3, 29), filed=True, **fields)


def thing(**changes: Any) -> Thing:
    """An object that may be listed."""
    values: dict[str, Any] = {
        "name": "超过保质期的饼干",
        "mark": "批号20250101",
        "quantity": Decimal(12),
        "unit": "袋",
        "state": "包装完好",
        "place": "云溪市示范路1号库房",
        "owner": "云溪市晨星商贸有限公司",
        "relevance": "系涉案的超过保质期的食品，属于经营的商品，不属于生活必需品。",
    }
    return Thing(**{**values, **changes})


def planned(
    row: Case, *, kind: str = "seize", on: date = ON, mark: str = "批号20250101", **changes: Any
) -> Measure:
    """A measure that was asked for, with one object listed."""
    values: dict[str, Any] = {
        "kind": kind,
        "basis": "《中华人民共和国食品安全法》第一百一十条第四项",
        "reason": "有证据证明该批食品超过保质期，需要扣押以防止销售。",
        "days": 30,
    }
    measure = measures.plan(row, by=account_of(lead_of(row)), on=on, **{**values, **changes})
    measures.list_item(measure, by=account_of(lead_of(row)), thing=thing(mark=mark))
    return measure


def listed(measure: Measure, **changes: Any) -> MeasureItem:
    """One more object on the inventory."""
    by = account_of(lead_of(measure.case))
    return measures.list_item(measure, by=by, thing=thing(**changes))


def judged(
    measure: Measure, *, when: datetime, agree: bool = True, reviewed: Decision | None = None
) -> Measure:
    """The head's answer."""
    head = someone(measure.case.agency, "head")
    opinion = "同意。" if agree else "没有采取强制措施的必要。"
    return acts.judge(measure, by=head, at=when, agree=agree, opinion=opinion, reviewed=reviewed)


def passed(row: Case, *, on: date, **fields: Any) -> Decision:
    """A decision on coercion against the party of the case that passed its review."""
    given = {"kind": "coercion", "of": row.party, **fields}
    case = factories.recorded(row.agency, on=on, **given)
    content: dict[str, Any] = {"penalty_kinds": [], "fine_cents": 0, "confiscated_cents": 0}
    draft = factories.draft(row.agency, case=case, **content)
    return factories.issue(factories.pass_review(draft, on=on), on=on)


def scene(when: datetime, **changes: Any) -> Scene:
    """What happened at the scene."""
    values: dict[str, Any] = {
        "at": when,
        "place": "云溪市示范路1号",
        "text": "出示证件，告知理由、依据和权利，听取陈述申辩，逐项清点扣押。",
        "receiver": "钱试一",
    }
    return Scene(**{**values, **changes})


def enforced(measure: Measure, *, when: datetime, **changes: Any) -> Measure:
    """Carried out at the scene by the leading officer."""
    by = account_of(lead_of(measure.case))
    if measure.kind == Measure.Kind.FREEZE:
        return frozen(measure, when=when, **changes)
    return acts.enforce(measure, by=by, scene=scene(when, **changes))


def frozen(measure: Measure, *, when: datetime, **changes: Any) -> Measure:
    """An account frozen at the bank by the leading officer."""
    values: dict[str, Any] = {
        "bank": "云溪示范银行",
        "receiver": "吴试经",
        "text": "出示证件，交付冻结通知书，金融机构当即办理冻结。",
    }
    by = account_of(lead_of(measure.case))
    return acts.freeze(measure, by=by, at=when, **{**values, **changes})


def in_force(row: Case, *, on: date = ON, **changes: Any) -> Measure:
    """A measure approved and carried out on the day, within thirty days."""
    measure = judged(planned(row, on=on, **changes), when=at(on, 9))
    return enforced(measure, when=at(on, 10))


def filmed(row: Case, *, on: date = ON, full: bool = True) -> Evidence:
    """The recording of the scene from end to end."""
    step = Step.objects.filter(case=row, kind="seizure").latest("pk")
    return evidence.seal(
        row,
        by=account_of(lead_of(row)),
        stream=io.BytesIO(factories.FILM + str(next(serials)).encode()),
        file_name="扣押.mp4",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.VIDEO,
        title="扣押过程",
        stage=step.stage,
        at=at(on, 12),
        taking=evidence.Taking(step=step, full_recording=full, started_at=at(on, 10)),
    )


def released(measure: Measure, *, on: date, ground: str = "other") -> MeasureRelease:
    """Lifted, the goods returned."""
    return acts.release(
        measure,
        by=account_of(lead_of(measure.case)),
        on=on,
        ground=ground,
        reason="已经查清，无需继续扣押。",
        receiver="钱试一",
        receipt="逐项清点无误，已全部领回。",
    )


def freezing_item(agency: Any) -> Item:
    """An item of the list by which a law lets the agency freeze."""
    return items.create(
        agency=agency,
        kind="coercion",
        name="冻结涉嫌违法资金",
        effective_from=day(1, 1, 2020),
        published_on=day(1, 1, 2020),
    )


# ------------------------------------------------------------------------------- execution
def binding(agency: Any, **fields: Any) -> Decision:
    """A decision served on 17 March."""
    return factories.served(agency, on=ON, **fields)


def urged(decision: Decision, *, on: date = URGED, **changes: Any) -> ForcedExecution:
    """The party urged to perform within ten days."""
    values: dict[str, Any] = {
        "way": "restore",
        "perform_until": day(4, 17),
        "perform_how": "自行清除堆放的物品，恢复原状。",
        "receiver": "钱试一",
        "place": "云溪市示范路1号",
    }
    by = account_of(lead_of(decision.case))
    return forced.urge(decision, by=by, on=on, **{**values, **changes})


def decided(row: ForcedExecution, *, on: date = DECIDED, **changes: Any) -> ForcedExecution:
    """The head's decision to execute."""
    values: dict[str, Any] = {
        "power_basis": "《中华人民共和国城乡规划法》第六十八条",
        "reason": "经催告逾期仍不履行，且无正当理由。",
        "means": "组织人员清除堆放的物品，于2026年4月27日上午实施。",
    }
    head = someone(row.case.agency, "head")
    return forced.decide(row, by=head, on=on, **{**values, **changes})


def handed_paper(row: Any, *, kind: str, on: date) -> None:
    """A paper of coercion that was kept before, served in person."""
    coercion.serve(
        Document.objects.get(case=row.case, kind=kind),
        by=account_of(lead_of(row.case)),
        on=on,
        receiver="钱试一",
        place="云溪市示范路1号",
        method="direct",
        note="",
    )


def handed(row: ForcedExecution | Substitution, *, on: date) -> None:
    """The decision to execute, served."""
    kind = "forced_decision" if isinstance(row, ForcedExecution) else "substitution_decision"
    handed_paper(row, kind=kind, on=on)


def order(**changes: Any) -> Order:
    """What a decision on performance by substitute says."""
    values: dict[str, Any] = {
        "basis": "逾期不清除，危害交通安全。《中华人民共和国公路法》第七十九条",
        "means": "由第三人清运。",
        "subject": "堆放于路面的渣土约二十立方米",
        "planned_on": day(4, 27),
        "budget_cents": 300_000,
        "performer": "云溪市净路环卫服务有限公司",
    }
    return Order(**{**values, **changes})


def ordered(decision: Decision, *, on: date = DECIDED, **changes: Any) -> Substitution:
    """The head's decision on performance by substitute."""
    head = someone(decision.agency, "head")
    return forced.order(decision, by=head, on=on, what=order(**changes))


def of_the_scene(cast: Cast) -> dict[str, str]:
    """Measures in every state, and a decision towards its forced execution."""
    held = in_force(case(cast.bureau))
    coerced = binding(cast.bureau)
    substitution = ordered(coerced)
    paper = Document.objects.get(number=substitution.doc_no, kind="substitution_decision")
    other = case(cast.bureau)
    item = freezing_item(cast.bureau)
    approved = [
        judged(planned(other, mark="批号二"), when=at(ON, 9)),
        judged(
            planned(other, kind="freeze", item=item, mark="账号一"),
            when=at(ON, 9),
        ),
    ]
    return {
        "measure_planned": str(planned(other, mark="批号三").pk),
        "measure_approved": str(approved[0].pk),
        "measure_freezing": str(approved[1].pk),
        "held": str(held.case_id),
        "measure": str(held.pk),
        "coerced": str(coerced.pk),
        "forced": str(urged(coerced).pk),
        "substitution": str(substitution.pk),
        "coercion_paper": str(paper.pk),
    }


def raw(row: Any, **values: Any) -> str:
    """The code of the refusal of an UPDATE; "" when it went through."""
    names = ", ".join(f'"{name}" = %s' for name in values)
    sql = f"UPDATE {row._meta.db_table} SET {names} WHERE id = %s"  # noqa: S608  # our own names
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [*values.values(), row.pk])
    except DatabaseError as error:
        return (refusal(error) or ("UNIQUE" if "unique" in str(error).lower() else "?",))[0]
    return ""


def key(row: Any) -> Any:
    return row.pk.hex if connection.vendor == "sqlite" else row.pk
