"""What the record of a case still lacks, in words, before each stage (行政处罚法 47)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from enforcement import gates
from enforcement.gates import Gap
from enforcement.models import Case, Decision
from enforcement.models.kinds import ActionKind
from enforcement.services import simple_report
from recording import access, coverage_map, kinds, measure_gaps, papers
from recording.models import Document, Evidence, Service, Step
from recording.models.step import Stage

REVIEW, DECISION, SERVICE, ARCHIVE = "review", "decision", "service", "archive"
DECISIONS = tuple(
    dict.fromkeys(
        [
            *kinds.DECISION_DOCUMENTS.values(),
            *kinds.PERMIT_DOCUMENTS.values(),
            *kinds.GRANTED_DOCUMENTS.values(),
            "simple_penalty_decision",
            "no_penalty_decision",
            "permit_refusal",
        ]
    )
)
AUDIOVISUAL = (Evidence.Media.PHOTO, Evidence.Media.AUDIO, Evidence.Media.VIDEO)
# What runs on: a photograph shows a moment, however many there are.
RUNNING = (Evidence.Media.AUDIO, Evidence.Media.VIDEO)
FULL_RECORD = "国办发〔2018〕118号第七条"
SERVED = "行政处罚法第六十一条"
# Where another law asks that the decision reach the party.
SERVED_BY = {
    ActionKind.PENALTY: SERVED,
    ActionKind.PERMIT: "行政许可法第四十四条",
    ActionKind.COERCION: "行政强制法第三十八条",
}
ELSEWHERE = "国办发〔2018〕118号第七条"
NOT_WHOLE = {"damaged", "missing"}


@dataclass(frozen=True)
class Record:
    """The rows of one case, read once."""

    case: Case
    steps: list[Step]
    evidence: list[Evidence]
    services: list[Service]
    papers: frozenset[tuple[str, UUID | None]]
    decision: Decision | None

    @classmethod
    def of(cls, case: Case, decision: Decision | None = None) -> "Record":
        """Read the record; a fixed number of queries whatever its size.

        `decision`: the draft it is read for, else the decision of the case that was made.
        """
        decided = [Decision.Status.ISSUED, Decision.Status.SERVED]
        kept = Document.objects.filter(case=case).values_list("kind", "decision_id")
        return cls(
            case=case,
            steps=list(Step.objects.filter(case=case)),
            evidence=list(Evidence.objects.filter(case=case).select_related("blob")),
            services=list(Service.objects.filter(case=case)),
            papers=frozenset(kept),
            decision=decision or case.decisions.filter(status__in=decided).first(),
        )

    @property
    def documents(self) -> frozenset[str]:
        """The kinds of paper in the file."""
        return frozenset(kind for kind, _decision in self.papers)

    @property
    def own(self) -> frozenset[str]:
        """Those that are not about another draft, given up since."""
        mine = (None, self.decision.pk if self.decision else None)
        return frozenset(kind for kind, decision in self.papers if decision in mine)

    def recorded(self, step: Step | None = None, *, full: bool = False) -> bool:
        """Whether a step (None: the service) has its sound or picture.

        `full`: sound or film from end to end; a photograph is none (国办发〔2018〕118号第八条). Where
        the times of both are told, the coverage map measures it and tells each gap by itself.
        """
        for row in self.evidence:
            belongs = row.step_id == step.pk if step else row.stage == Stage.SERVICE
            whole = row.media in RUNNING and (row.full_recording or _measured(row, step))
            if belongs and (whole if full else row.media in AUDIOVISUAL):
                return True
        return False


def _measured(row: Evidence, step: Step | None) -> bool:
    """Whether the map can lay the recording against the step from its beginning to its end."""
    return bool(step and step.ended_at and row.started_at and row.ended_at)


def gaps(case: Case, stage: str, on: date) -> list[Gap]:
    """What is missing before `stage`: REVIEW (submission), SERVICE or ARCHIVE.

    Empty when nothing is. Each gap says what, by which rule, and what to do.
    """
    record = Record.of(case)
    if stage == REVIEW:
        return list(_before_review(record))
    if stage == SERVICE:
        return list(_before_service(record))
    if stage == ARCHIVE:
        return list(_before_archive(record, on))
    raise ValueError(f"no such stage: {stage}")


def refuse_gaps(case: Case, stage: str, on: date) -> None:
    """Raise the first gap as RuleError, the others in its `extra`."""
    found = gaps(case, stage, on)
    if found:
        error = found[0].error()
        error.extra = [gap.message for gap in found[1:]]
        raise error


def before_decision(decision: Decision, on: date) -> list[Gap]:
    """Everything that keeps the draft from being made on the day: record, gates, and papers owed.

    A paper is asked for once its gate is open: before, the gate says what is to be done.
    """
    record = Record.of(decision.case, decision)
    shut = gates.before_issue(decision, on)
    missing = _required(record, DECISION, on, but={gap.code for gap in shut})
    return [*_before_review(record), *shut, *missing]


def refuse_unpapered(decision: Decision, on: date) -> None:
    """Raise RuleError when a paper is missing of what the decision owed on its day."""
    for gap in _required(Record.of(decision.case, decision), DECISION, on):
        raise gap.error()


def _before_review(record: Record) -> Iterator[Gap]:
    yield from _required(record, REVIEW)
    for step in record.steps:
        yield from _unrecorded(record, step)
    yield from coverage_map.gaps(coverage_map.of(record.case, record.steps, record.evidence))
    yield from measure_gaps.unfilmed(
        record.case, record.steps, lambda step: record.recorded(step, full=True)
    )


def _required(
    record: Record, stage: str, on: date | None = None, *, but: Collection[str] = ()
) -> Iterator[Gap]:
    """The rows of the table that ask for something before the stage and find nothing.

    `on`: the day for which the law is asked what the decision owes; `but`: what is not asked.
    """
    steps = {step.kind for step in record.steps}
    for row in kinds.requirements():
        if row.stage != stage or row.owed in but or not row.applies(record.case):
            continue
        if row.owed and not _owed(record, row.owed, on):
            continue
        kept = record.own if row.owed else record.documents
        met = (
            bool(steps.intersection(row.steps))
            or bool(kept.intersection(row.documents))
            or (row.evidence and bool(record.evidence))
        )
        if not met:
            yield Gap(
                row.key,
                _("缺少%(what)s。") % {"what": row.label},
                row.basis(record.case),
                _remedy(row),
            )


def _owed(record: Record, what: str, on: date | None) -> bool:
    """Whether the decision owes it, by the very row its gate asks; without one nothing is owed."""
    decision = record.decision
    if decision is None or on is None:
        return False
    return gates.owes(decision, what, decision.issued_on or on)


def _remedy(row: kinds.Requirement) -> str:
    if row.evidence:
        return _("请在“证据”中上传。")
    if row.owed:
        return _remedy_of_owed(row)
    names = [kinds.step_kinds()[key].label for key in row.steps]
    names += [kinds.document_kinds()[key].label for key in row.documents]
    return _("请在“过程记录”中补齐下列之一：%(names)s。") % {"names": "、".join(names)}


def _remedy_of_owed(row: kinds.Requirement) -> str:
    worded = [papers.papers()[key].label for key in row.documents if key in papers.papers()]
    if worded:
        return _("请在“制作文书”中补制《%(name)s》。") % {"name": worded[0]}
    return _("请补办该环节；确已办理的，请联系管理员核对文书的保存。")


def _unrecorded(record: Record, step: Step) -> Iterator[Gap]:
    kind = kinds.step_kinds().get(step.kind)
    if kind is None:
        return
    for rule in kinds.av_rules(record.case, kind, party_present=step.party_present):
        excused = rule.exemptible and bool(step.av_exemption)
        if not rule.required or excused:
            continue
        if record.recorded(step, full=rule.level == kinds.FULL):
            continue
        yield Gap(
            f"av_{step.pk}",
            _("“%(step)s”（%(activity)s）没有%(level)s音像记录。")
            % {
                "step": kind.label,
                "activity": rule.label,
                "level": _("全程") if rule.level == kinds.FULL else "",
            },
            rule.article,
            _(
                "请上传该环节的音像资料；文字记录能够全面有效记录的，应当在记录时写明不进行音像记录的理由。"
            )
            if rule.exemptible
            else _remedy_of(rule),
        )


def _remedy_of(rule: kinds.AvRule) -> str:
    if rule.level == kinds.FULL:
        return _("请上传该环节从开始到结束的录音或者录像；照片不能代替。")
    return _("请上传该环节的音像资料。")


def served_by(case: Case) -> str:
    """The article by which the decision must reach the party."""
    return SERVED_BY.get(ActionKind(case.kind), ELSEWHERE)


def _before_service(record: Record) -> Iterator[Gap]:
    if record.decision is None:
        yield Gap(
            "decision", _("尚未作出决定。"), served_by(record.case), _("请先由负责人作出决定。")
        )
    elif not record.documents.intersection(DECISIONS):
        yield Gap(
            "document",
            _("缺少决定书。"),
            served_by(record.case),
            _("请联系管理员核对决定书的保存。"),
        )


def _before_archive(record: Record, on: date) -> Iterator[Gap]:
    case = record.case
    if case.status != Case.Status.CLOSED:
        yield Gap("closed", _("案件尚未结案。"), FULL_RECORD, _("请先办理结案。"))
    if case.ended_on and on < case.ended_on:
        yield Gap(
            "date",
            _("归档日期不能早于结案日期%(day)s。") % {"day": case.ended_on},
            "国办发〔2018〕118号第九条",
            _("请核对日期。"),
        )
    if record.decision is not None:
        yield from _before_review(record)
        yield from _unserved(record)
        yield from _unreported(record.decision)
    yield from _required(record, DECISION, on)
    yield from _required(record, ARCHIVE)
    yield from _damaged(record)


def _unreported(decision: Decision) -> Iterator[Gap]:
    """On-the-spot decisions are reported to the officer's agency (行政处罚法 52)."""
    if simple_report.awaited(decision):
        yield Gap(
            "simple_report",
            _("当场处罚决定尚未报所属机关备案。"),
            simple_report.ARTICLE,
            _("请在案件页面办理“报所属机关备案”。"),
        )


def _unserved(record: Record) -> Iterator[Gap]:
    decision = record.decision
    rows = [row for row in record.services if decision and row.decision_id == decision.pk]
    if decision is None or decision.status != Decision.Status.SERVED:
        yield Gap(
            "served", _("决定书尚未送达。"), served_by(record.case), _("请送达并保存送达回证。")
        )
    for method in kinds.SERVICE_ACTIVITIES:
        used = [row for row in rows if row.method == method]
        if used and not record.recorded():
            yield from _unseen_service(record.case, method, used)


def _unseen_service(case: Case, method: str, used: list[Service]) -> Iterator[Gap]:
    """The duty of a method that was used and not recorded, unless a reason may replace it."""
    rule = kinds.service_rule(case, method)
    if rule is None or not rule.required:
        return
    if rule.exemptible and all(row.av_exemption for row in used):
        return
    yield Gap(
        f"av_{rule.activity}",
        _("“%(activity)s”没有音像记录。") % {"activity": rule.label},
        rule.article,
        _("请在“送达”阶段上传记录送达过程的照片或者录像。"),
    )


def _damaged(record: Record) -> Iterator[Gap]:
    papers = Document.objects.filter(case=record.case).select_related("blob")
    rows: list[Evidence | Document] = [*record.evidence, *papers]
    bad = [row for row in rows if row.blob.check_result in NOT_WHOLE]
    closed = access.closed_items(record.case) if bad else {}
    for row in bad:
        text = _("文书“%(title)s”校验不一致。")
        if isinstance(row, Evidence):
            # The gaps are shown to all who see the case, so a closed item goes without its title.
            hidden = "" in closed or str(row.pk) in closed
            text = (
                _("一件限制查阅的证据校验不一致。") if hidden else _("证据“%(title)s”校验不一致。")
            )
        yield Gap(
            f"damaged_{row.pk}",
            text % {"title": row.title},
            "国办发〔2018〕118号第九条",
            _("请立即报告并从备份恢复，不得归档损坏的材料。"),
        )


def next_stage(case: Case) -> str:
    """The stage whose gaps matter to the case as it stands; "" when nothing is awaited."""
    return {
        Case.Status.DRAFT: REVIEW,
        Case.Status.FILED: REVIEW,
        Case.Status.DECIDED: ARCHIVE,
        Case.Status.CLOSED: ARCHIVE,
    }.get(Case.Status(case.status), "")


def stage_label(stage: str) -> str:
    """The stage in words, as in "before …"."""
    return {REVIEW: _("送审"), SERVICE: _("送达"), ARCHIVE: _("归档")}.get(stage, "")
