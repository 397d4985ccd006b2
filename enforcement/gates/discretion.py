"""Penalties: discretion stays in the range, keeps to the benchmark, and rests on the law's reasons."""

from datetime import date

from django.utils.translation import gettext as _

from core.identifiers import age_on
from enforcement import circumstances, drafts, range_text, weighing
from enforcement.circumstances import MUST_SPARE, SPARES, Circumstance
from enforcement.gates.content import PUNISHED
from enforcement.gates.gap import Gap
from enforcement.models import Decision, Departure, Tier
from enforcement.models.kinds import PartyKind

GUIDE = "国办发〔2022〕27号第十二项"


def discretion(decision: Decision, on: date) -> list[Gap]:
    """Benchmark, range, tier and circumstances agree with the draft."""
    return [*benchmark(decision), *reasons(decision, on), *_left(decision, on)]


def benchmark(decision: Decision) -> list[Gap]:
    """What is wrong with the benchmark itself; nothing here can be approved away."""
    chosen, tier = decision.benchmark, decision.tier
    if chosen is None:
        return _forgotten(decision)
    if tier is None:
        return [Gap("tier", _("没有选择裁量阶次。"), GUIDE, _("请选择适用的裁量阶次。"))]
    gaps = _of_the_act(decision)
    extra = set(decision.penalty_kinds) - set(chosen.penalty_kinds)
    if extra and decision.outcome == PUNISHED:
        gaps.append(
            Gap(
                "benchmark_kinds",
                _("处罚种类不在裁量基准所列种类之内。"),
                "行政处罚法第三十四条",
                _("请核对处罚种类和所适用的裁量基准。"),
            )
        )
    if (decision.outcome == PUNISHED) == (tier.degree in Tier.SPARED):
        gaps.append(
            Gap(
                "tier_outcome",
                _("裁量阶次“%(tier)s”与处理结果不一致。") % {"tier": tier},
                GUIDE,
                _("请更正裁量阶次或者处理结果。"),
            )
        )
    return [*gaps, *statutory(decision)]


def _forgotten(decision: Decision) -> list[Gap]:
    rows = weighing.candidates(decision) if decision.violation.strip() else []
    if not rows:
        return []
    return [
        Gap(
            "benchmark",
            _("该违法行为有裁量基准（%(doc)s），草案没有适用。") % {"doc": rows[0].doc_no},
            f"行政处罚法第三十四条；{GUIDE}",
            _("请在“裁量”中选择裁量基准和阶次。"),
        )
    ]


def _of_the_act(decision: Decision) -> list[Gap]:
    chosen, act = decision.benchmark, weighing.day_of_act(decision.case)
    if chosen is None:
        return []
    held = chosen.effective_from <= act and (
        chosen.effective_to is None or chosen.effective_to > act
    )
    if held:
        return []
    return [
        Gap(
            "benchmark_day",
            _("裁量基准%(doc)s在违法行为发生时没有效力。") % {"doc": chosen.doc_no},
            "行政处罚法第三十七条",
            _("请选择违法行为发生时有效的裁量基准。"),
        )
    ]


def statutory(decision: Decision) -> list[Gap]:
    """The fine stays in the statutory range; below it only on a ground of 减轻 (行政处罚法 32)."""
    chosen = decision.benchmark
    if chosen is None or not decision.fine_cents:
        return []
    words = {"range": range_text.statutory(chosen)}
    if chosen.base_name and weighing.fine(decision) is None:
        return [
            Gap(
                "base",
                _("没有填写计罚基数（%(name)s），不能核对法定幅度。") % {"name": chosen.base_name},
                "行政处罚法第三十四条",
                _("请在“裁量”中填写。"),
            )
        ]
    side = weighing.outside(decision)
    if side == "above":
        return [
            Gap(
                "range",
                _("罚款超出法定幅度（%(range)s）。") % words,
                "行政处罚法第四条、第三十四条",
                _("请在法定幅度内确定罚款数额。"),
            )
        ]
    if side == "below" and not weighing.eased(decision):
        return [
            Gap(
                "range",
                _("罚款低于法定幅度（%(range)s），没有法定减轻处罚情节。") % words,
                "行政处罚法第三十二条",
                _("请写明第三十条至第三十二条的情节和事实，或者在法定幅度内处罚。"),
            )
        ]
    return []


def reasons(decision: Decision, on: date) -> list[Gap]:
    """The structured circumstances agree with the outcome (行政处罚法 30-33)."""
    spared = circumstances.of(decision.circumstances, *SPARES)
    if decision.outcome != PUNISHED:
        return [*_age(decision, on), *_spared(decision, spared)]
    gaps = _age(decision, on)
    must = [row for row in spared if row.effect == MUST_SPARE]
    if must:
        gaps.append(
            Gap(
                "must_spare",
                _("已认定“%(what)s”，应当不予处罚。") % {"what": must[0].label},
                must[0].article,
                _("请改为不予处罚，或者更正认定的情节。"),
            )
        )
    reduced = decision.tier is not None and decision.tier.degree == Tier.Degree.REDUCED
    if reduced and not weighing.eased(decision):
        gaps.append(
            Gap(
                "reduced",
                _("减轻处罚没有写明法定情节。"),
                "行政处罚法第三十二条",
                _("请在“裁量”中选择法定情节并写明事实。"),
            )
        )
    return gaps


def _spared(decision: Decision, spared: list[Circumstance]) -> list[Gap]:
    if not spared:
        return [
            Gap(
                "spared",
                _("不予处罚没有写明法定情节。"),
                "行政处罚法第三十条、第三十一条、第三十三条、第五十七条",
                _("请在“裁量”中选择不予处罚的法定情节并写明事实。"),
            )
        ]
    if any(row.educate for row in spared) and not weighing.said(decision, "education"):
        return [
            Gap(
                "education",
                _("不予处罚的，应当对当事人进行教育，没有教育情况的记录。"),
                "行政处罚法第三十三条第三款",
                _("请在“裁量”中写明教育的时间、方式和内容。"),
            )
        ]
    return []


def _age(decision: Decision, on: date) -> list[Gap]:
    """A circumstance of age is stated only of a party of that age."""
    party = decision.case.party
    if party.kind == PartyKind.PERSON and party.birth_date is None:
        return []
    years = (
        age_on(party.birth_date, weighing.day_of_act(decision.case)) if party.birth_date else None
    )
    return [
        Gap(
            "age_stated",
            _("当事人行为时不属于“%(what)s”。") % {"what": row.label},
            row.article,
            _("请在“裁量”中更正法定情节。"),
        )
        for row in circumstances.of(decision.circumstances)
        if any(row.ages) and not (years is not None and _aged(decision, row, years, on))
    ]


def _aged(decision: Decision, row: Circumstance, years: int, on: date) -> bool:
    rules = decision.agency.rules()
    low, high = (int(rules.value(key, on=on)) if key else None for key in row.ages)
    return (low is None or years >= low) and (high is None or years < high)


def _left(decision: Decision, on: date) -> list[Gap]:
    """Leaving the tier: reasons in the draft, and an approval of exactly this draft."""
    words = weighing.departures(decision)
    if not words:
        return []
    if not weighing.said(decision, "departure"):
        return [Gap("departure", words[0], GUIDE, _("请按适用的阶次裁量，或者写明偏离的理由。"))]
    if approval(decision) is not None or not approval_owed(decision, on):
        return []
    remedy = (
        _("请报本机关主要负责人批准或者集体讨论。")
        if _own(decision)
        else _("请报制定该基准的上级机关批准。")
    )
    return [Gap("departure_approval", words[0] + _("偏离尚未批准。"), GUIDE, remedy)]


def approval_owed(decision: Decision, on: date) -> bool:
    """Whether leaving the tier needs an approval on paper: the own one may be left by discussion."""
    left = bool(weighing.departures(decision))
    return left and not (_own(decision) and discussed(decision, on))


def _own(decision: Decision) -> bool:
    return decision.benchmark is not None and decision.benchmark.own_of(decision.agency_id)


def approval(decision: Decision) -> Departure | None:
    """The approval of exactly the draft as it stands."""
    return decision.departures.filter(sha256=drafts.digest(decision)).order_by("-pk").first()


def discussed(decision: Decision, on: date) -> bool:
    """Whether the heads agreed together to exactly the draft as it stands."""
    rows = decision.discussions.agreed().filter(held_on__lte=on).select_related("version")
    return any(drafts.same(decision, row.version) for row in rows if row.version is not None)
