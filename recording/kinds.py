"""What each procedure must record: the tables of kinds.toml, typed (domain §8.1, §8.2)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Case, Decision
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import intake, proceedings

TABLE = Path(__file__).with_name("kinds.toml")
PAPERS = Path(__file__).with_name("papers.toml")
FULL, PARTIAL = "full", "partial"
# Activities of the profile's matrix that no kind of step stands for.
REFUSED_SIGNATURE = "refused_signature"
SERVICE_ACTIVITIES = {
    "direct": "direct_service",
    "left": "lien_service",
    "public_notice": "notice_service",
}
# Templates with the red head of the agency, and the licence: what is served or handed over.
OUTGOING = frozenset(
    {
        *("letter", "penalty_decision", "simple_penalty_decision", "prior_notice", "licence"),
        *("coercion_decision", "permit_decision", "permit_refusal"),
        *("inspection_notice", "inspection_result"),
    }
)
REFUSED, SPARED = "refused", "no_penalty"
FILING_DOCUMENTS = {
    Procedure.ORDINARY: "filing_approval",
    Procedure.PERMIT: "acceptance_notice",
    Procedure.INSPECTION: "inspection_approval",
}
PERMIT_DOCUMENTS = {
    "withdrawn": "permit_withdrawal",
    "revoked": "permit_revocation",
    "cancelled": "permit_cancellation",
}
GRANTED_DOCUMENTS = {"renew": "permit_renewal", "change": "permit_change"}
DECISION_DOCUMENTS = {
    ActionKind.PENALTY: "penalty_decision",
    ActionKind.PERMIT: "permit_decision",
    ActionKind.INSPECTION: "inspection_result",
    ActionKind.COERCION: "coercion_decision",
    ActionKind.LEVY: "levy_decision",
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A row of the table with its label in the two languages of the interface."""

    key: str
    label_zh: str
    label_en: str
    article: str = ""

    @property
    def label(self) -> str:
        """The label in the language of the reader."""
        return self.label_en if (get_language() or "").startswith("en") else self.label_zh


@dataclass(frozen=True, kw_only=True)
class StepKind(Named):
    """A kind of step; `document` is the kind of paper kept of it.

    `retired`: only in old records, it is a procedural measure now; `awaited`: may be recorded while
    the investigation is suspended, because it may end the suspension; `party`: shown to the party
    on its own page, for it was there or was told; `away`: done at a third place, where the
    party's absence is no fact to record.
    """

    stage: str
    procedures: tuple[str, ...]
    activity: str = ""
    document: str = "step_record"
    retired: bool = False
    awaited: bool = False
    party: bool = False
    away: bool = False


@dataclass(frozen=True, kw_only=True)
class DocumentKind(Named):
    """A kind of document; `template` names templates/documents/<template>.html."""

    stage: str
    template: str

    @property
    def coded(self) -> bool:
        """Whether it goes out in the agency's name and bears a code to check it by."""
        return self.template in OUTGOING


@dataclass(frozen=True)
class AvRule:
    """The audio-visual duty of an activity. `exemptible`: a written reason may replace it."""

    activity: str
    label: str
    level: str
    exemptible: bool
    article: str

    @property
    def required(self) -> bool:
        """Whether a recording, or at least a reason for none, must be in the file."""
        return self.level in (FULL, PARTIAL)


@dataclass(frozen=True, kw_only=True)
class Requirement(Named):
    """What must exist before a stage: any one of `steps`, of `documents`, or an item of evidence.

    `owed`: only where the decision owes it, a row of enforcement.gates.OWED that its gate asks too.
    """

    stage: str
    procedures: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    evidence: bool = False
    owed: str = ""
    applied: bool = False
    elsewhere: str = ""

    def basis(self, case: Case) -> str:
        """The article that asks for it; the law on penalties asks for nothing in other acts."""
        penalty = case.kind == ActionKind.PENALTY
        return self.article if penalty or not self.elsewhere else self.elsewhere

    def applies(self, case: Case) -> bool:
        """Whether the case's procedure, kind of act and ground of closing call for it."""
        return (
            case.procedure in self.procedures
            and (not self.kinds or case.kind in self.kinds)
            and (not self.grounds or case.close_ground in map(ground_text, self.grounds))
            and (not self.applied or intake.of(case) is not None)
        )


def _named(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name not in ("label", "en", "code")}
    fields = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    return {"key": key, "label_zh": row["label"], "label_en": row["en"], **fields}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


@cache
def step_kinds() -> dict[str, StepKind]:
    """Every kind of step by key, in the order of the procedure."""
    return {key: StepKind(**_named(key, row)) for key, row in _table()["step"].items()}


@cache
def document_kinds() -> dict[str, DocumentKind]:
    """Every kind of document by key: those acts keep, and those an officer words (papers.toml)."""
    worded = tomllib.loads(PAPERS.read_text(encoding="utf-8"))["paper"]
    columns = ("label", "en", "stage", "template")
    plain = {key: {name: row[name] for name in columns} for key, row in worded.items()}
    rows = {**_table()["document"], **plain}
    return {key: DocumentKind(**_named(key, row)) for key, row in rows.items()}


@cache
def grounds() -> dict[str, Named]:
    """The grounds of closing a case by key."""
    return {key: Named(**_named(key, row)) for key, row in _table()["ground"].items()}


def ground_text(key: str) -> str:
    """The ground as kept with the case: the words of the rule, in Chinese."""
    return grounds()[key].label_zh


@cache
def requirements() -> tuple[Requirement, ...]:
    """Every requirement, in the order of the table."""
    return tuple(Requirement(**_named(row["code"], row)) for row in _table()["requirement"])


def steps_of(procedure: str) -> list[StepKind]:
    """The kinds of step a procedure knows."""
    rows = step_kinds().values()
    return [kind for kind in rows if procedure in kind.procedures and not kind.retired]


def step_kind(case: Case, key: str) -> StepKind:
    """The kind of step; RuleError when the procedure of the case does not know it."""
    kind = step_kinds().get(key)
    if kind is not None and kind.retired:
        raise RuleError(
            _("“%(kind)s”应当提出申请，经批准后办理，不能只作记录。") % {"kind": kind.label},
            article=kind.article,
            remedy=_("请在“回避、中止和移送”中提出申请。"),
            field="kind",
        )
    if kind is None or case.procedure not in kind.procedures:
        raise RuleError(
            _("“%(procedure)s”没有这一环节：%(kind)s。")
            % {"procedure": case.get_procedure_display(), "kind": kind.label if kind else key},
            article="国办发〔2018〕118号第七条",
            remedy=_("请从本程序的环节中选择。"),
            field="kind",
        )
    return kind


def step_label(key: str) -> str:
    """The label of a kind of step; the key itself when an older table had it."""
    kind = step_kinds().get(key)
    return kind.label if kind else key


def av_rule(case: Case, activity: str) -> AvRule | None:
    """The audio-visual duty of an activity in the case's jurisdiction, None when there is none."""
    for row in case.agency.rules().recording_rules(case.kind):
        if row["activity"] == activity:
            return AvRule(
                activity=activity,
                label=row["label"],
                level=row["level"],
                exemptible=bool(row["exempt"]),
                article=row["article"],
            )
    return None


def absence_counts(name: str, *, party_present: bool) -> bool:
    """Whether it is a fact of the step that the party was not there or did not sign.

    It is none of what is done at a third place; a kind of an old record counts.
    """
    kind = step_kinds().get(name)
    return not party_present and not (kind is not None and kind.away)


def av_rules(case: Case, kind: StepKind, *, party_present: bool) -> list[AvRule]:
    """The duties of a step: those of its activity and, without the party, those of that fact."""
    activities = [kind.activity] if kind.activity else []
    if absence_counts(kind.key, party_present=party_present):
        activities.append(REFUSED_SIGNATURE)
    rules = [av_rule(case, activity) for activity in activities]
    return [rule for rule in rules if rule is not None]


def refuse_exemption(rules: Sequence[AvRule], reason: str) -> None:
    """Raise RuleError when a reason for no recording is given where a recording is demanded."""
    strict = [rule for rule in rules if rule.required and not rule.exemptible]
    if reason.strip() and strict:
        raise RuleError(
            _("“%(activity)s”应当进行音像记录，不能以文字说明代替。")
            % {"activity": strict[0].label},
            article=strict[0].article,
            remedy=_("请清空不进行音像记录的理由，并上传音像资料。"),
            field="av_exemption",
        )


def service_rule(case: Case, method: str) -> AvRule | None:
    """The audio-visual duty of a method of service, None when there is none."""
    activity = SERVICE_ACTIVITIES.get(method)
    return av_rule(case, activity) if activity else None


def decision_document(decision: Decision) -> DocumentKind:
    """The kind of document a decision is written in."""
    key = DECISION_DOCUMENTS[ActionKind(decision.kind)]
    if decision.case.procedure == Procedure.SIMPLE:
        key = "simple_penalty_decision"
    elif decision.kind == ActionKind.PENALTY and decision.outcome == SPARED:
        key = "no_penalty_decision"
    elif decision.kind == ActionKind.PERMIT:
        key = _permit_document(decision)
    return document_kinds()[key]


def _permit_document(decision: Decision) -> str:
    if decision.outcome == REFUSED:
        return "permit_refusal"
    about = proceedings.of(decision.case)
    granted = GRANTED_DOCUMENTS.get(about.kind if about else "", "permit_decision")
    return PERMIT_DOCUMENTS.get(decision.outcome, granted)


def filing_document(case: Case) -> str:
    """The kind of paper the filing of the case is written in, "" when it has none.

    What the agency begins itself is approved, not accepted: it answers no application.
    """
    if case.procedure == Procedure.PERMIT and intake.of(case) is None:
        return FILING_DOCUMENTS[Procedure.ORDINARY]
    return FILING_DOCUMENTS.get(Procedure(case.procedure), "")


@cache
def paper_classes() -> dict[str, str]:
    """Kind of document -> its class, which the profile places in a volume (domain §8.6)."""
    rows = _table()["archive"]["classes"].items()
    return {kind: name for name, members in rows for kind in members}


def retention(procedure: str) -> str:
    """How long the file of a procedure is kept, in the words of the cover."""
    return str(_table()["archive"]["retention"][procedure])


def usual_ground(kind: str) -> str:
    """The ground a kind of act usually ends by, offered first."""
    return "completed" if kind in (ActionKind.PERMIT, ActionKind.INSPECTION) else "executed"
