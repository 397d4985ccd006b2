"""The rules of a catalogue of review (domain §9.1), asked of facts. Pure.

A rule is a mapping with `key`, `label`, `article`, `test`, the acts it is limited to (`kinds`,
`procedures`, both empty for all), and what its test compares:

    kind                                nothing more
    penalty_kinds  penalty_kinds        any of them is to be given
    amount         limits, of, counted  fine and confiscation reach the limit of the party's kind,
                                        each by itself ("separate") or added up ("sum")
    outcome        outcomes, proceedings
    hearing_held, hearing_asked
    benchmark      weights              reduced, beyond the step, departing from it
    measure        measures             coercive measures in the case
    forced         ways, limits         forced execution, of at least so much
    asked                               the handler answers, with reasons; never read off the facts

Sentences are kept in the file of the case, so they are Chinese whatever the interface speaks.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from enforcement import weighing
from enforcement.discretion import YUAN
from enforcement.hearing import reaches
from enforcement.models import ForcedExecution, Measure
from enforcement.models.kinds import ActionKind, PartyKind, PenaltyKind, Procedure
from enforcement.profiles import Threshold
from enforcement.review_facts import BEYOND, DEPARTED, REDUCED, Facts

Rule = Mapping[str, Any]
FINE, CONFISCATED = "fine", "confiscated"
SEPARATE, SUM = "separate", "sum"
PARTS = {FINE: "罚款", CONFISCATED: "没收"}
PARTIES = {
    PartyKind.PERSON: "公民",
    PartyKind.SOLE_TRADER: "个体工商户",
    PartyKind.ORG: "法人或者其他组织",
}
WEIGHTS = {REDUCED: "减轻处罚", BEYOND: "超出裁量基准加重处罚", DEPARTED: "偏离裁量基准"}
OUTCOMES = {
    "penalty": "给予处罚",
    "no_penalty": "不予处罚",
    "granted": "准予许可",
    "refused": "不予许可",
    "withdrawn": "撤回许可",
    "revoked": "撤销许可",
    "cancelled": "注销许可",
    "measure": "采取强制措施",
    "levy": "征收征用",
    "clean": "未发现问题",
    "rectify": "责令改正",
    "file": "立案查处",
    "transfer": "移送立案处理",
}
PROCEEDINGS = {
    "": "新申请",
    "renew": "延续",
    "change": "变更",
    "withdraw": "撤回",
    "revoke": "撤销",
    "cancel": "注销",
}


def hits(facts: Facts, rule: Rule) -> bool:
    """Whether the rule demands review of such a decision."""
    return in_scope(facts, rule) and TESTS[rule["test"]](facts, rule)


def words(facts: Facts, rule: Rule) -> str:
    """What was compared and how it came out, in one sentence without a full stop."""
    if not in_scope(facts, rule):
        return f"本案为{act_words(facts.kind, facts.procedure)}，不在{scope_words(rule)}之列"
    return WORDS[rule["test"]](facts, rule)


def in_scope(facts: Facts, rule: Rule) -> bool:
    """Whether the act is one of those the rule is about."""
    kinds, procedures = rule.get("kinds", ()), rule.get("procedures", ())
    return (not kinds or facts.kind in kinds) and (not procedures or facts.procedure in procedures)


def act_words(kind: str, procedure: str) -> str:
    """The kind of act with its procedure: 行政处罚（普通程序）."""
    return f"{ActionKind(kind).label}（{Procedure(procedure).label}）"


def scope_words(rule: Rule) -> str:
    """The acts a rule is about: 行政处罚、行政强制（普通程序）."""
    kinds = "、".join(str(ActionKind(kind).label) for kind in rule.get("kinds", ())) or "各类决定"
    procedures = "、".join(str(Procedure(each).label) for each in rule.get("procedures", ()))
    return f"{kinds}（{procedures}）" if procedures else kinds


# --- each test, and how it came out ---------------------------------------------------------------
def _kind(facts: Facts, rule: Rule) -> bool:
    return True


def _kind_words(facts: Facts, rule: Rule) -> str:
    return f"本案为{act_words(facts.kind, facts.procedure)}"


def _penalty_kinds(facts: Facts, rule: Rule) -> bool:
    return any(kind in rule["penalty_kinds"] for kind in facts.penalty_kinds)


def _penalty_words(facts: Facts, rule: Rule) -> str:
    found = [kind for kind in facts.penalty_kinds if kind in rule["penalty_kinds"]]
    if found:
        return f"拟给予{_labels(found)}"
    given = _labels(facts.penalty_kinds)
    return f"拟给予的处罚（{given}）不在所列种类之中" if given else "未拟给予行政处罚"


def _labels(kinds: Collection[str]) -> str:
    return "、".join(str(PenaltyKind(kind).label) for kind in kinds)


def amounts(facts: Facts, rule: Rule) -> list[tuple[str, int]]:
    """(name, cents) of what the rule compares; amounts of nothing are left out."""
    values = {FINE: facts.fine, CONFISCATED: facts.confiscated}
    rows = [(PARTS[part], values[part]) for part in rule.get("of", PARTS) if values[part]]
    if rule.get("counted", SEPARATE) == SUM and len(rows) > 1:
        return [("、".join(name for name, _ in rows) + "合计", sum(cents for _, cents in rows))]
    return rows


def limit_of(rule: Rule, party: str) -> Threshold | None:
    """The limit for a kind of party; a sole trader is a citizen unless the rule says not."""
    limits: Mapping[str, Threshold] = rule.get("limits", {})
    if party == PartyKind.SOLE_TRADER and party not in limits:
        return limits.get(PartyKind.PERSON)
    return limits.get(party)


def _amount(facts: Facts, rule: Rule) -> bool:
    limit = limit_of(rule, facts.party)
    return limit is not None and any(reaches(cents, limit) for _, cents in amounts(facts, rule))


def _amount_words(facts: Facts, rule: Rule) -> str:
    limit = limit_of(rule, facts.party)
    party = PARTIES[PartyKind(facts.party)]
    if limit is None:
        return f"本项未对{party}规定数额"
    rows = amounts(facts, rule)
    if not rows:
        return f"没有{'、'.join(PARTS[part] for part in rule.get('of', PARTS))}金额"
    return "；".join(compared(name, cents, limit, party) for name, cents in rows)


def compared(name: str, cents: int, limit: Threshold, party: str) -> str:
    """An amount beside its limit: 罚款12,000元 ≥ 10,000元（公民，含本数）."""
    over, under = ("≥", "<") if limit.inclusive else (">", "≤")
    sign = over if reaches(cents, limit) else under
    ends = "含本数" if limit.inclusive else "不含本数"
    line = weighing.number(YUAN, limit.amount_cents)
    return f"{name}{weighing.number(YUAN, cents)} {sign} {line}（{party}，{ends}）"


def _outcome(facts: Facts, rule: Rule) -> bool:
    wanted = rule.get("proceedings", ())
    return facts.outcome in rule["outcomes"] and (not wanted or facts.proceeding in wanted)


def _outcome_words(facts: Facts, rule: Rule) -> str:
    asked = PROCEEDINGS[facts.proceeding] if rule.get("proceedings") else ""
    found = f"处理结果为{outcome(facts.outcome)}" + (f"（{asked}）" if asked else "")
    if _outcome(facts, rule):
        return found
    listed = "、".join(outcome(each) for each in rule["outcomes"])
    also = "、".join(PROCEEDINGS[each] for each in rule.get("proceedings", ()))
    return f"{found}，不在{listed}{f'（{also}）' if also else ''}之列"


def outcome(value: str) -> str:
    """An outcome in words, or as it is where it has none."""
    return OUTCOMES.get(value, value)


def _heard(facts: Facts, rule: Rule) -> bool:
    return facts.heard


def _heard_words(facts: Facts, rule: Rule) -> str:
    return "已举行听证" if facts.heard else "未举行听证"


def _asked_for(facts: Facts, rule: Rule) -> bool:
    return facts.asked


def _asked_for_words(facts: Facts, rule: Rule) -> str:
    return "当事人已申请听证" if facts.asked else "当事人未申请听证"


def _benchmark(facts: Facts, rule: Rule) -> bool:
    return any(each in rule["weights"] for each in facts.weights)


def _benchmark_words(facts: Facts, rule: Rule) -> str:
    found = [WEIGHTS[each] for each in facts.weights if each in rule["weights"]]
    listed = "、".join(WEIGHTS[each] for each in rule["weights"])
    return f"本案{'、'.join(found)}" if found else f"没有{listed}"


def _measure(facts: Facts, rule: Rule) -> bool:
    return any(each in rule["measures"] for each in facts.measures)


def _measure_words(facts: Facts, rule: Rule) -> str:
    found = [each for each in facts.measures if each in rule["measures"]]
    listed = "、".join(str(Measure.Kind(each).label) for each in found or rule["measures"])
    return f"本案采取了{listed}" if found else f"本案未采取{listed}"


def _forced(facts: Facts, rule: Rule) -> bool:
    limit = limit_of(rule, facts.party)
    rows = [cents for way, cents in facts.forced if way in rule["ways"]]
    return bool(rows) if limit is None else any(reaches(cents, limit) for cents in rows)


def _forced_words(facts: Facts, rule: Rule) -> str:
    limit, party = limit_of(rule, facts.party), PARTIES[PartyKind(facts.party)]
    rows = [(way, cents) for way, cents in facts.forced if way in rule["ways"]]
    if not rows:
        listed = "、".join(str(ForcedExecution.Way(way).label) for way in rule["ways"])
        return f"本案没有{listed}"
    return "；".join(
        compared(str(ForcedExecution.Way(way).label), cents, limit, party)
        if limit
        else str(ForcedExecution.Way(way).label)
        for way, cents in rows
    )


def _asked(facts: Facts, rule: Rule) -> bool:
    return False


def _asked_words(facts: Facts, rule: Rule) -> str:
    return "由承办人在送审时逐项判断并说明理由，不从数额推定"


TESTS: dict[str, Callable[[Facts, Rule], bool]] = {
    "kind": _kind,
    "penalty_kinds": _penalty_kinds,
    "amount": _amount,
    "outcome": _outcome,
    "hearing_held": _heard,
    "hearing_asked": _asked_for,
    "benchmark": _benchmark,
    "measure": _measure,
    "forced": _forced,
    "asked": _asked,
}
WORDS: dict[str, Callable[[Facts, Rule], str]] = {
    "kind": _kind_words,
    "penalty_kinds": _penalty_words,
    "amount": _amount_words,
    "outcome": _outcome_words,
    "hearing_held": _heard_words,
    "hearing_asked": _asked_for_words,
    "benchmark": _benchmark_words,
    "measure": _measure_words,
    "forced": _forced_words,
    "asked": _asked_words,
}
