"""Made-up draws in the database, walked through the real services. The days: the lists are committed
to on 10 April 2026, the log is sealed that night, the seed is of 13 April."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from core.audit import sealing
from core.merkle import Range, leaf_hash
from core.models import AuditCheckpoint
from enforcement.models import Draw, Officer, RandomCheckItem, RandomCheckPlan, User
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_run, draws, random_checks
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.retold import told_once

COMMITTED, SEED_DAY = day(4, 10), day(4, 13)
MASK, VALUE = "9999.99", "3187.52"


def moment(hour: int = 10) -> datetime:
    """A moment of the day of the commitment."""
    return factories.at(COMMITTED, hour)


def random_item(cast: Cast, *, published: bool = True, **fields: Any) -> RandomCheckItem:
    """A line of the list of random checks of the bureau."""
    values = {
        "agency": cast.bureau,
        "item": factories.inspection_item(cast.bureau, on=day(1, 5)),
        "name": "食品销售单位经营行为抽查",
        "basis": "《食品安全法》第一百一十条",
        "target": "食品销售单位",
        "content": "进货查验、标签和保质期",
        "ratio": "不低于5%",
        "way": RandomCheckItem.Way.OPEN,
        "method": "现场检查",
        "frequency": "每年一次",
        "effective_from": day(1, 5),
        "published_on": day(1, 5) if published else None,
        **fields,
    }
    return random_checks.keep_item(by=cast.listadmin, **values)


def random_plan(cast: Cast, *, published: bool = True, **fields: Any) -> RandomCheckPlan:
    """A line of the plan of 2026 for that item, from March to June."""
    values = {
        "agency": cast.bureau,
        "check_item": fields.pop("check_item", None) or random_item(cast),
        "year": 2026,
        "base": 40,
        "count": 3,
        "first_month": 3,
        "last_month": 6,
        "published_on": day(1, 20) if published else None,
        **fields,
    }
    return random_checks.keep_plan(by=cast.listadmin, **values)


@told_once
def begun(cast: Cast, **fields: Any) -> Draw:
    """A draw of three objects with two officers each; its lists are empty."""
    values = {
        "title": "2026年第二季度食品销售单位双随机抽查",
        "take": {"": 3},
        "officers_each": 2,
        "seed_day": SEED_DAY,
        "seed_mask": MASK,
        "source_name": "云溪综合指数收盘价",
        "source_url": "https://example.org/index",
        "source_how": "当日收盘点数，保留两位小数",
        "rule_text": "本年度已检查过的不再抽取。",
        **fields,
    }
    plans = values.pop("plans", None) or [random_plan(cast)]
    return draws.prepare(by=cast.officer1, agency=cast.bureau, on=COMMITTED, plans=plans, **values)


def companies(count: int = 8) -> list[Listed]:
    """So many enterprises."""
    return [Listed(f"云溪试验{number}号食品店", f"SHOP{number:03}") for number in range(count)]


def staff(cast: Cast, count: int = 4) -> list[Officer]:
    """The handlers of the bureau and some more."""
    more = [factories.officer(cast.bureau) for _each in range(count - 2)]
    return [*cast.officers, *more]


@told_once
def listed(cast: Cast, *, people: int = 4, **fields: Any) -> Draw:
    """A draw with eight shops and so many officers."""
    row = begun(cast, **fields)
    draws.list_objects(row, by=cast.officer1, kind=PartyKind.ORG, rows=companies())
    draws.list_officers(row, by=cast.officer1, on=COMMITTED, officers=staff(cast, people))
    return row


@told_once
def committed(cast: Cast, **fields: Any) -> Draw:
    """The same, committed to by the head of the unit, and the log sealed after it."""
    row = listed(cast, **fields)
    draw_run.commit(row, by=cast.unithead, at=moment())
    signed(moment(23))
    return row


@told_once
def drawn(cast: Cast, **fields: Any) -> Draw:
    """The same, drawn on the day of the seed."""
    row = committed(cast, **fields)
    return draw_run.run(row, by=cast.unithead, on=SEED_DAY, value=VALUE)


def both(cast: Cast) -> User:
    """An account that prepares and leads: an officer who is head of the unit too."""
    account = cast.officer1
    account.roles = ["officer", "unithead"]
    account.save(update_fields=["roles"])
    return account


def local(on: datetime) -> str:
    """A moment as the published file writes it."""
    return timezone.localtime(on).isoformat()


def signed(at: datetime) -> None:
    """A signed checkpoint of the log at the moment. The sealer itself sees nothing of a transaction
    that is still open, as that of a test is on PostgreSQL."""
    last = AuditCheckpoint.objects.order_by("-size").first()
    tree = Range() if last is None else Range.from_text(last.size, last.edge)
    tree.append(leaf_hash(str(at).encode()))
    sealing.checkpoint(tree, at)


def scene(cast: Cast) -> dict[str, str]:
    """Keys of a draw in each state and of its rows; nobody new joins the bureau for them."""
    plan = random_plan(cast)
    row = listed(cast, people=2, plans=[plan])
    done = drawn(cast, people=2, plans=[plan])
    return {
        "random_item": str(plan.check_item_id),
        "random_plan": str(plan.pk),
        "draw": str(row.pk),
        "draw_object": str(row.objects_listed.all()[0].pk),
        "draw_officer": str(row.officers_listed.all()[0].pk),
        "draw_committed": str(committed(cast, people=2, plans=[plan]).pk),
        "drawn": str(done.pk),
        "drawn_row": str(done.drawn.all()[0].pk),
    }
