"""What every draw of supervision shares: counting, committing, drawing by the value, publishing.

The draw itself is that of the random checks (enforcement.draws), and so is the script that checks it.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import draws
from enforcement.models import Agency, User
from enforcement.services import draw_run
from supervision.models.lot import Lot

ARTICLE = "国办发〔2018〕118号第二十一条"
PER_CENT = 100


def organiser_of(by: User, agencies: Sequence[Agency]) -> Agency:
    """The agency of the account, when all those chosen are its own or below it. RuleError otherwise."""
    seen = set(by.visible_agency_ids())
    if by.agency is None or not agencies or {row.pk for row in agencies} - seen:
        raise RuleError(
            _("只能对本机关和下级机关的案卷组织评查。"),
            article=ARTICLE,
            remedy=_("请选择本机关或者所监督的机关。"),
            field="agencies",
        )
    return by.agency


def assert_counted_once(count: int | None, rate: int | None) -> None:
    """RuleError unless exactly one of the two ways to count the sample was chosen."""
    if (count is None) == (rate is None):
        raise RuleError(
            _("抽取件数和抽取比例应当填写其中一项。"),
            remedy=_("请填写每个单位的件数，或者填写比例。"),
            field="count",
        )


def take(lot: Lot, classes: Iterable[str]) -> dict[str, int]:
    """How many rows of each group: the number, or the rate rounded up, never more than there are."""
    groups = list(classes)
    found = {}
    for name in sorted(set(groups)):
        there = groups.count(name)
        wanted = lot.count or ceil(there * (lot.rate or 0) / PER_CENT)
        found[name] = min(there, max(1, wanted))
    return found


def source(lot: Lot) -> dict[str, str]:
    """Where the public value comes from, as the lists name it."""
    return {
        "name": lot.source_name,
        "url": lot.source_url,
        "how": lot.source_how,
        "mask": lot.seed_mask,
        "day": lot.seed_day.isoformat(),
    }


def understaffed(lists: dict[str, Any]) -> dict[str, str] | None:
    """The first listed row for which too few people are left without a recusal, or None."""
    each, people = lists["rule"]["officers_each"], len(lists["officers"])
    away = [thing for _person, thing in lists["recusals"]]
    rows: list[dict[str, str]] = lists["objects"]
    return next((row for row in rows if people - away.count(row["id"]) < each), None)


def promised(lists: dict[str, Any]) -> dict[str, str]:
    """The columns of a commitment to the lists."""
    return {
        "lists": draws.canonical(lists).decode(),
        "commitment": draws.commitment_of(lists),
    }


def committed(lot: Lot) -> dict[str, Any]:
    """The lists as they were committed to. ValueError when they are no JSON any more."""
    data: dict[str, Any] = json.loads(lot.lists)
    return data


def drawn(lot: Lot, value: str, on: date) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """(pairs in the order drawn, columns to keep) for the public value.

    RuleError before the day of the value, for a value not written as promised, without a signed
    checkpoint between commitment and value, or when the lists are not those committed to.
    """
    draw_run.assert_value(lot, value, on)
    note = draw_run.checkpoint_of(lot)
    lists = committed(lot)
    if draws.commitment_of(lists) != lot.commitment:
        raise RuleError(
            _("名单与承诺值不一致，承诺之后可能被改动，不能抽取。"),
            article=ARTICLE,
            remedy=_("请终止本次评查，核实审计日志后重新拟定。"),
        )
    pairs = draws.draw(lists, draws.seed_of(lot.commitment, note, value))
    return pairs, {"seed_value": value, "checkpoint": note, "drawn_on": on}


def seed_of(lot: Lot) -> bytes:
    """The seed of a draw that was run."""
    return draws.seed_of(lot.commitment, lot.checkpoint, lot.seed_value)


def order(lot: Lot, thing: str, free: Sequence[str]) -> list[str]:
    """The listed people for one drawn row in the order the seed gives; the first were drawn with it."""
    return draws.pick(free, len(free), draws.words(seed_of(lot), f"officers/{thing}"))


def published(lot: Lot) -> dict[str, Any]:
    """The file that the stand-alone script verifies. ValueError before the commitment."""
    if lot.committed_at is None:
        raise ValueError("nothing was committed to")
    lists, was_run = committed(lot), bool(lot.seed_value)
    return {
        "format": draws.FORMAT,
        "lists": lists,
        "commitment": lot.commitment,
        "committed_at": timezone.localtime(lot.committed_at).isoformat(),
        "seed": {"checkpoint": lot.checkpoint, "value": lot.seed_value} if was_run else None,
        "result": draws.draw(lists, seed_of(lot)) if was_run else None,
        "abandoned": lot.abandon_reason,
    }


def reason_of(text: str) -> str:
    """Why a draw is given up, trimmed. RuleError when nobody said."""
    if not text.strip():
        raise RuleError(_("终止评查应当写明理由。"), remedy=_("请填写理由。"), field="reason")
    return text.strip()
