"""What a rule of the catalogue compares: checked when it is entered, and put in words for readers.

The words are those of the published list, so they are Chinese whatever the interface speaks.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import weighing
from enforcement.discretion import YUAN
from enforcement.models import ForcedExecution, Measure
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.profiles import Threshold
from enforcement.review_floor import ARTICLE
from enforcement.review_rules import (
    OUTCOMES,
    PARTIES,
    PARTS,
    PROCEEDINGS,
    SEPARATE,
    SUM,
    TESTS,
    WEIGHTS,
    Rule,
    scope_words,
)

LARGEST = 10**14
# Per test, the lists it needs and what may stand in them.
LISTED: Mapping[str, Mapping[str, Collection[str]]] = {
    "penalty_kinds": {"penalty_kinds": PenaltyKind.values},
    "amount": {"of": tuple(PARTS)},
    "outcome": {"outcomes": tuple(OUTCOMES)},
    "benchmark": {"weights": tuple(WEIGHTS)},
    "measure": {"measures": Measure.Kind.values},
    "forced": {"ways": ForcedExecution.Way.values},
}
LIMITED = ("amount", "forced")


def cleaned(
    test: str, kinds: Collection[str], procedures: Collection[str], terms: Mapping[str, Any]
) -> dict[str, Any]:
    """The terms that the test needs, and no others. RuleError when one is missing or unknown."""
    if test not in TESTS:
        raise refusal(_("没有这种判断方法。"), _("请重新选择。"), "test")
    _known(kinds, ActionKind.values, "kinds")
    _known(procedures, Procedure.values, "procedures")
    found: dict[str, Any] = {}
    for name, allowed in LISTED.get(test, {}).items():
        chosen = list(terms.get(name, ()))
        if not chosen:
            raise refusal(_("本项没有选择要比较的内容。"), _("请至少选择一项。"), name)
        _known(chosen, allowed, name)
        found[name] = chosen
    if test == "outcome" and terms.get("proceedings"):
        _known(terms["proceedings"], PROCEEDINGS, "proceedings")
        found["proceedings"] = list(terms["proceedings"])
    if test == "amount":
        found["counted"] = terms.get("counted") or SEPARATE
        _known([found["counted"]], (SEPARATE, SUM), "counted")
    if test in LIMITED:
        found["limits"] = _limits(test, terms.get("limits", {}))
    return found


def refusal(message: str, remedy: str, field: str) -> RuleError:
    """A refusal shown beside the field."""
    return RuleError(message, article=ARTICLE, remedy=remedy, field=field)


def _known(values: Collection[str], allowed: Collection[str], field: str) -> None:
    if set(values) - set(allowed):
        raise refusal(_("有无法识别的选项。"), _("请重新选择。"), field)


def _limits(test: str, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    _known(given, PARTIES, "limits")
    if test == "amount" and not given:
        raise refusal(
            _("本项没有规定数额。"), _("请至少为一类当事人填写数额。"), f"limit_{PartyKind.PERSON}"
        )
    found = {}
    for kind, each in given.items():
        cents, inclusive = each["cents"], each["inclusive"]
        if not isinstance(cents, int) or not 0 < cents < LARGEST:
            raise refusal(_("数额应当大于零。"), _("请核对数额。"), f"limit_{kind}")
        found[kind] = {"cents": cents, "inclusive": bool(inclusive)}
    return found


@translation.override(settings.LANGUAGE_CODE)
def described(rule: Rule) -> str:
    """The whole rule as the list prints it: which acts, and what makes them significant."""
    scope = scope_words(rule) if rule.get("kinds") or rule.get("procedures") else ""
    terms = DESCRIBED.get(rule["test"], _nothing)(rule)
    return "；".join(part for part in (scope, terms) if part) or "全部决定"


def _nothing(rule: Rule) -> str:
    return ""


def _listed(name: str, labels: Mapping[str, Any]) -> Callable[[Rule], str]:
    def words(rule: Rule) -> str:
        return "、".join(str(labels[each]) for each in rule[name])

    return words


def _amounts(rule: Rule) -> str:
    parts = "、".join(PARTS[part] for part in rule.get("of", PARTS))
    counted = "合并计算" if rule.get("counted") == SUM else "分别计算"
    head = f"{parts}{counted}" if "、" in parts else parts
    return f"{head}：{limit_words(rule['limits'])}"


def limit_words(limits: Mapping[str, Threshold]) -> str:
    """The limits by kind of party: 公民10,000元以上（含本数）."""
    return "，".join(
        _limit_words(PARTIES[PartyKind(kind)], limits[kind]) for kind in _order(limits)
    )


def _order(limits: Mapping[str, Threshold]) -> list[str]:
    return [kind for kind in PARTIES if kind in limits]


def _limit_words(party: str, limit: Threshold) -> str:
    ends = "以上（含本数）" if limit.inclusive else "以上（不含本数）"
    return f"{party}{weighing.number(YUAN, limit.amount_cents)}{ends}"


def _outcomes(rule: Rule) -> str:
    listed = _listed("outcomes", OUTCOMES)(rule)
    also = "、".join(PROCEEDINGS[each] for each in rule.get("proceedings", ()))
    return f"{listed}（限于{also}）" if also else listed


def _ways(rule: Rule) -> str:
    ways = _listed("ways", dict(ForcedExecution.Way.choices))(rule)
    limits = limit_words(rule.get("limits", {}))
    return f"{ways}，金额：{limits}" if limits else ways


DESCRIBED: dict[str, Callable[[Rule], str]] = {
    "penalty_kinds": _listed("penalty_kinds", dict(PenaltyKind.choices)),
    "amount": _amounts,
    "outcome": _outcomes,
    "hearing_held": lambda rule: "已举行听证",
    "hearing_asked": lambda rule: "当事人申请听证",
    "benchmark": _listed("weights", WEIGHTS),
    "measure": _listed("measures", dict(Measure.Kind.choices)),
    "forced": _ways,
    "asked": lambda rule: "由承办人逐项判断并说明理由",
}
