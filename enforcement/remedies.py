"""The remedy block of a decision (救济途径): which organ, which court, in what order and time.

The text differs by the procedure and by the organ that decides (domain §3.6); the law is data in
`remedies.toml`, chosen by the day of the decision.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import RuleError

LAW = Path(__file__).with_name("remedies.toml")
SIMPLE = "simple"
PENALTY = "penalty"
ON_THE_SPOT = "on_the_spot"
ANY_COURT = "有管辖权的人民法院"
# How the block begins where review comes first.
REVIEW_FIRST = "如不服本决定，应当先"
# The decision itself takes effect at once; only these kinds have something to carry out.
EXECUTED_KINDS = frozenset({PENALTY, "coercion", "levy"})


Part = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Remedies:
    """`text` goes into the document, `articles` say why; `review_first` is 复议前置."""

    text: str
    articles: tuple[str, ...]
    review_first: bool
    reviewers: tuple[str, ...]
    through_agency: bool


@lru_cache
def table(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of one table of the file, as written."""
    return tuple(tomllib.loads(LAW.read_text(encoding="utf-8"))[name])


@lru_cache
def _versions() -> tuple[dict[str, Any], ...]:
    return tuple(sorted(table("version"), key=lambda version: version["since"], reverse=True))


def law(on: date) -> dict[str, Any]:
    """The version in force on the day. RuleError for a day before the first version."""
    for version in _versions():
        if version["since"] <= on:
            return version
    raise RuleError(
        _("%(day)s作出的决定适用旧法，系统不能生成救济途径。") % {"day": on.isoformat()},
        article=_versions()[-1]["source"],
        remedy=_("请按照原决定书记载的救济途径填写。"),
        field="issued_on",
    )


def source(on: date) -> str:
    """The laws in force on the day: their names are Chinese, what is said of them as the reader speaks."""
    version = law(on)
    return str(version["source_en" if _english() else "source"])


def organ_words(rule: str, on: date) -> dict[str, str]:
    """What the law calls the organs that review under the rule, where their names are not known."""
    version = law(on)
    rows = {**version["organs"], **_rule(version, rule).get("organs", {})}
    return {key: label(row) for key, row in rows.items()}


def final_article(rule: str, on: date) -> str:
    """Why the State Council may be asked after review by an organ of this rule; "" if it may not."""
    return str(_rule(law(on), rule).get("final_by_state_council", ""))


def rule_choices() -> list[tuple[str, str]]:
    """(key, label) of every rule of review jurisdiction."""
    return [(key, label(rule)) for key, rule in _versions()[0]["rules"].items()]


def rule_options() -> list[tuple[str, str]]:
    """The same with the article of each, for the agency's form."""
    rules = _versions()[0]["rules"].items()
    return [
        (key, _("%(rule)s（%(article)s）") % {"rule": label(rule), "article": rule["article"]})
        for key, rule in rules
    ]


def label(row: Mapping[str, Any]) -> str:
    """What a row of the file is called, in the language of the reader."""
    return str(row["en" if _english() else "label"])


def _english() -> bool:
    return (get_language() or "").startswith("en")


def remedies(
    *,
    kind: str,
    procedure: str,
    on: date,
    agency_name: str,
    rule: str = "local_department",
    government_name: str = "",
    superior_name: str = "",
    court_name: str = "",
    monitored: bool = False,
    detention: bool = False,
    review_first_ground: str = "",
) -> Remedies:
    """The remedy block of one decision; RuleError when the reviewing organ's name is unknown.

    `kind`, `procedure`: ActionKind, Procedure. `rule`: a key of `rule_choices` (Agency.remedy_rule).
    `monitored`: the facts come from electronic monitoring equipment. `review_first_ground`: a key of
    `[version.review_first]` other than on-the-spot, which is recognised by itself.
    """
    version = law(on)
    chosen = _rule(version, rule)
    reviewers = _reviewers(
        chosen, government=government_name, superior=superior_name, agency=agency_name
    )
    on_the_spot = kind == PENALTY and procedure == SIMPLE
    ground = ON_THE_SPOT if on_the_spot else review_first_ground
    through_agency = kind == PENALTY and (on_the_spot or monitored)
    parts = [
        _way(version, ground, reviewers, court_name or ANY_COURT),
        _state_council(chosen),
        _through_agency(version) if through_agency else None,
        _not_suspended(version, kind),
        _detention(version) if detention else None,
    ]
    text, articles = _joined([part for part in parts if part])
    cited = (chosen["article"], *articles)
    return Remedies(text, cited, bool(ground), reviewers, through_agency)


def _joined(parts: list[Part]) -> Part:
    return "".join(text for text, _ in parts), tuple(name for _, names in parts for name in names)


def _reviewers(rule: dict[str, Any], **names: str) -> tuple[str, ...]:
    organs = rule.get("organs", {})
    names |= {key: label(row) for key, row in organs.items() if row.get("as_called")}
    return tuple(_filled(pattern, names, rule) for pattern in rule["reviewers"])


def _way(version: dict[str, Any], ground: str, reviewers: tuple[str, ...], court: str) -> Part:
    """Review first where the law says so, else the free choice of review or suit."""
    if ground:
        return _review_first(version, ground, reviewers, court)
    return _free_choice(version, reviewers, court)


def _rule(version: dict[str, Any], key: str) -> dict[str, Any]:
    try:
        rule: dict[str, Any] = version["rules"][key]
    except KeyError:
        raise RuleError(
            _("不存在的复议管辖规则“%(rule)s”。") % {"rule": key},
            article=version["source"],
            remedy=_("请在执法主体资料中重新选择复议管辖规则。"),
            field="remedy_rule",
        ) from None
    return rule


def _filled(pattern: str, names: dict[str, str], rule: dict[str, Any]) -> str:
    key = pattern.strip("{}")
    if names[key]:
        return names[key]
    raise RuleError(
        _("缺少行政复议机关的名称，不能生成救济途径。"),
        article=rule["article"],
        remedy=_("请在执法主体资料中填写本级人民政府或者上一级主管机关的名称。"),
        field=f"{key}_name",
    )


def _free_choice(version: dict[str, Any], reviewers: tuple[str, ...], court: str) -> Part:
    text = (
        f"如不服本决定，可以自收到本决定书之日起{version['apply_days']}日内"
        f"向{'或者'.join(reviewers)}申请行政复议，"
        f"也可以自收到本决定书之日起{version['sue_months']}个月内依法向{court}提起行政诉讼。"
    )
    return text, (version["apply_article"], version["sue_article"])


def _review_first(
    version: dict[str, Any], ground: str, reviewers: tuple[str, ...], court: str
) -> Part:
    days = version["after_review_days"]
    try:
        article = version["review_first"][ground]
    except KeyError:
        raise RuleError(
            _("不存在的复议前置事由“%(ground)s”。") % {"ground": ground},
            article=version["source"],
            remedy=_("请重新选择复议前置事由。"),
        ) from None
    text = (
        f"{REVIEW_FIRST}自收到本决定书之日起{version['apply_days']}日内"
        f"向{'或者'.join(reviewers)}申请行政复议。"
        f"对行政复议决定不服的，可以自收到行政复议决定书之日起{days}日内"
        f"依法向{court}提起行政诉讼；行政复议机关决定不予受理、驳回申请或者逾期不作答复的，"
        f"可以自收到决定书之日起或者行政复议期限届满之日起{days}日内依法提起行政诉讼。"
    )
    return text, (
        article,
        version["apply_article"],
        version["after_review_article"],
        version["refused_review_article"],
    )


def _state_council(rule: dict[str, Any]) -> Part | None:
    article = rule.get("final_by_state_council")
    if article is None:
        return None
    return "对行政复议决定不服的，可以提起行政诉讼，也可以依法向国务院申请裁决。", (article,)


def _through_agency(version: dict[str, Any]) -> Part:
    return "行政复议申请可以通过本机关提交。", (version["through_agency_article"],)


def _not_suspended(version: dict[str, Any], kind: str) -> Part | None:
    if kind not in EXECUTED_KINDS:
        return None
    articles = version["not_suspended_article"]
    text = "行政复议或者行政诉讼期间，本决定不停止执行，法律另有规定的除外。"
    return text, (articles.get(kind, articles["default"]),)


def _detention(version: dict[str, Any]) -> Part:
    text = "对行政拘留决定申请行政复议或者提起行政诉讼的，可以依法向本机关提出暂缓执行申请。"
    return text, (version["detention_article"],)
