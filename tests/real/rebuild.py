"""A published decision walked through the services as its officers would have walked it.

Words and amounts are those of the publication, and so are the days between its steps. The whole
course is moved on by years of 52 weeks, weekday for weekday, to where the law now in force begins:
the portal makes no decision under a law that is gone. Who the officers were and where they stood is
made up.
"""

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.workdays import ONE_DAY
from enforcement import discussions as discussion_rules
from enforcement import particulars
from enforcement.models import Agency, Case, Decision, Notice
from enforcement.services import cases, discussions, notices, parties
from enforcement.services.discussions import Voice
from recording.models import Evidence
from recording.services import defences, evidence, issuance, steps
from recording.services import discussions as discussion_papers
from recording.services import notices as notice_papers
from tests import factories
from tests.real import decided
from tests.real.texts import Text

LONG_AGO = date(2005, 1, 1)
# A published text without the day of its notice: the party is told this long before the decision.
USUAL = timedelta(days=21)
CODE = re.compile(r"[:：]\s*([0-9A-Z]{18})")
LEADER = re.compile(
    r"(?:法定代表人?|负责人|法定代表人或负责人)[^:：]{0,6}[:：]\s*\??([一-龥 ]{2,12})"
)
ADDRESS = re.compile(
    r"(?:地\s*[(（]?住?[)）]?\s*址|住\s*[所址]|住所地)[^:：]{0,6}[:：]\??\s*([^，：]+)"
)
REGISTERED = re.compile(r"^(经营范围|许可证号|有效期限|诊疗科目|分类性质|登记号|案由)\s*：")
REACHED = re.compile(r"^(我局地址|本机关地址|联系|邮政编码)")
VOICES = [Voice("江以宁", "局长", "同意拟处罚意见。"), Voice("石承方", "副局长", "同意。")]


# From here on the remedies are those of 行政复议法（2023年修订）.
LAW_IN_FORCE = date(2024, 1, 1)
YEAR_OF_WEEKS = timedelta(weeks=52)


@dataclass(frozen=True)
class Days:
    """The days of the case: as published, or as early as they must have been."""

    found: date
    told: date
    decided: date

    @classmethod
    def of(cls, text: Text) -> "Days":
        """ValueError when the published text has no day of decision."""
        on = decided.decided_on(text)
        if on is None:
            raise ValueError(f"{text.uid} has no date")
        told = decided.told_on(text) or on - USUAL
        known = [day for line in text.parts.get("facts", []) for day in decided.days(line)]
        before = [day for day in known if told - timedelta(days=365) <= day <= told]
        later = timedelta()
        while on + later < LAW_IN_FORCE:
            later += YEAR_OF_WEEKS
        found = max(before, default=told)
        return cls(found=found + later, told=told + later, decided=on + later)


def agency_of(text: Text) -> Agency:
    """An agency of the published name, with two officers and a reviewer since long ago."""
    known: Agency | None = Agency.objects.filter(name=text.agency).first()
    if known is not None:
        return known
    agency = factories.agency(text.agency, profile="national", announced_on=LONG_AGO)
    for _ in range(2):
        factories.officer(agency, valid_from=LONG_AGO)
    factories.qualified_reviewer(agency, valid_from=LONG_AGO)
    return agency


def head_of(text: Text) -> dict[str, Any]:
    """The party as the published text names it: name, code, representative, address."""
    said = text.said("head").replace("\n", "，")
    rules = {"uscc": CODE, "legal_rep": LEADER, "address": ADDRESS}
    found = {name: rule.search(said) for name, rule in rules.items()}
    return {"name": text.party, **{name: row[1].strip() for name, row in found.items() if row}}


def content(text: Text) -> dict[str, Any]:
    """The draft, in the words of the publication."""
    return {
        "outcome": "penalty",
        "title": "行政处罚决定书",
        "violation": "",
        "discretion": "",
        "facts": text.said("facts"),
        "evidence": text.said("evidence"),
        "basis": text.said("basis"),
        "result": text.said("result"),
        "penalty_kinds": decided.kinds(text),
        "fine_cents": decided.fine(text),
        "confiscated_cents": decided.confiscated(text),
        "performance": text.said("performance"),
        "particulars": particulars.kept(beside(text)),
    }


def beside(text: Text) -> dict[str, str]:
    """What the publication says beside facts, ground and penalty, by the part of our paper."""
    tail = text.parts.get("tail", [])
    listed = [line for line in text.parts.get("head", []) if REGISTERED.match(line)]
    return {
        particulars.REASONS: text.said("findings", "reasons"),
        particulars.PAYEE: text.said("payee"),
        particulars.CONTACT: "\n".join(line for line in tail if REACHED.match(line)),
        particulars.COPIES: "\n".join(line[3:] for line in tail if line.startswith("抄送：")),
        particulars.ATTACHMENTS: "\n".join(line[3:] for line in tail if line.startswith("附件：")),
        particulars.QUALIFICATION: "\n".join(listed),
    }


def opened(text: Text, days: Days) -> Case:
    """The case, filed on the day of its discovery, with its record until the report."""
    agency = agency_of(text)
    staff = factories.handlers(agency)
    by = factories.account_of(staff[0])
    row = cases.open_case(
        by=by,
        agency=agency,
        kind="penalty",
        procedure="ordinary",
        title=f"{text.party}案"[:200],
        cause=text.said("findings", "facts")[:200],
        party=parties.create(by=by, agency=agency, kind="org", **head_of(text)),
        source="检查",
        summary=text.said("facts")[:500],
        discovered_on=days.found,
        officers=staff,
    )
    cases.file(row, by=factories.someone(agency, "unithead"), on=days.found)
    for kind, on in (("inquiry", days.found), ("investigation_report", days.told)):
        _step(row, kind, on, text.said("facts"))
    return row


def _step(row: Case, kind: str, on: date, said: str) -> None:
    by, staff = factories.account_of(factories.lead_of(row)), factories.staff_of(row)
    step = steps.record(
        row, by=by, kind=kind, at=factories.at(on), text=said, place="现场", officers=staff
    )
    evidence.seal(
        row,
        by=by,
        stream=io.BytesIO(factories.PHOTO + f"{row.pk}{kind}".encode()),
        file_name="现场.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title="现场照片",
        stage=step.stage,
        at=factories.at(on, 12),
        taking=evidence.Taking(step=step, full_recording=True, started_at=factories.at(on, 11)),
    )


def told(decision: Decision, text: Text, days: Days) -> Notice:
    """The notice on its day; a defence that the text answers is received and answered."""
    by = factories.account_of(factories.lead_of(decision.case))
    offered = "听证" in text.said("told") or bool(notices.hearing_required(decision, days.told))
    notice = notice_papers.serve(
        decision,
        by=by,
        on=days.told,
        receiver="收件人",
        place="当事人住所",
        method="direct",
        hearing_offered=offered,
    )
    pleas = [line for line in text.parts.get("told", []) if PLEA.search(line)]
    if pleas:
        row = notices.defend(notice, by=by, on=days.told + ONE_DAY, text=pleas[0])
        reasons = text.said("told").partition(pleas[0])[2].strip() or pleas[0]
        answered = "予以采纳" in reasons
        defences.answer(row, by=by, on=days.decided, adopted=answered, reasons=reasons)
    return notice


PLEA = re.compile(r"(?<![未没])(?<!没有)(?<!放弃)提出.{0,4}(陈述|申辩|申诉)(?!.{0,4}(权|的权利))")


def reviewed(decision: Decision, days: Days) -> Decision:
    """The draft passed by the reviewer and, where the law asks for it, agreed on by the heads."""
    factories.approve(factories.submit(decision, on=days.decided), on=days.decided)
    row = Decision.objects.get(pk=decision.pk)
    hits = discussion_rules.grounds(row, days.decided)
    if hits:
        by = factories.account_of(factories.lead_of(row.case))
        call = discussions.call(row, by=by, on=days.decided, ground=hits[0].reason)
        discussion_papers.hold(
            call,
            by=factories.someone(row.agency, "head"),
            on=days.decided,
            place="会议室",
            voices=[*VOICES, Voice("顾清和", "总工程师", "同意。")],
            result="agreed",
            conclusion="一致同意。",
        )
    return Decision.objects.get(pk=decision.pk)


def rebuilt(text: Text) -> Decision:
    """The decision made and served, at the end of a complete case. RuleError from any gate."""
    days = Days.of(text)
    row = opened(text, days)
    draft = factories.draft(row.agency, case=row, **content(text))
    told(draft, text, days)
    ready = reviewed(draft, days)
    by = factories.someone(row.agency, "head")
    made = issuance.issue(ready, by=by, on=days.decided)
    return factories.serve(made, on=days.decided + ONE_DAY)
