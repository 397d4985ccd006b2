"""Checks of papers and recordings: what the file must hold, and in which state it is."""

from recording import completeness, coverage, coverage_map
from recording.models import Document, Evidence
from supervision.prechecks.facts import Facts, Found, anchor, judged
from supervision.sheets import Item

SHOWN = 3


def papers(facts: Facts, line: Item) -> Found:
    """A paper of one of the kinds is in the file."""
    row = facts.paper(line.args)
    return judged(row is not None, _named(row), f"案卷中没有：{line.label}。", anchor(row))


def _named(row: Document | None) -> str:
    return f"{row.dated_on}《{row.title}》{row.number}" if row is not None else ""


def steps(facts: Facts, line: Item) -> Found:
    """A step of one of the kinds is on record; whether it says enough is for a person."""
    row = facts.step(line.args)
    if row is None:
        return Found(1, f"没有相应的过程记录：{line.label}。")
    count = sum(one.kind in line.args for one in facts.steps)
    return Found(0, f"有{count}份相应的笔录（记录）。", anchor(row))


def papers_or_steps(facts: Facts, line: Item) -> Found:
    """Either."""
    row = facts.paper(line.args)
    return Found(0, _named(row), anchor(row)) if row is not None else steps(facts, line)


def source(facts: Facts, line: Item) -> Found:
    """The source of the case is told."""
    text = facts.case.source
    return judged(bool(text), f"案件来源：{text}。", "没有登记案件来源。", "case")


def decision_paper(facts: Facts, line: Item) -> Found:
    """The decision, or the result of an inspection, is in the file."""
    row = facts.paper(completeness.DECISIONS)
    return judged(row is not None, _named(row), "案卷中没有决定书。", anchor(row) or "decision")


def remedy(facts: Facts, line: Item) -> Found:
    """The decision tells how it can be challenged."""
    if facts.decision is None:
        return Found(0, "本案没有决定，不涉及。")
    text = facts.decision.remedies
    return judged(bool(text), "决定书载明救济途径。", "决定书没有载明救济途径。", "decision")


def number(facts: Facts, line: Item) -> Found:
    """Case and decision have their numbers."""
    decision = facts.decision
    good = bool(facts.case.number) and (decision is None or bool(decision.doc_no))
    text = f"案号{facts.case.number}，文号{decision.doc_no if decision else '—'}。"
    return judged(good, text, "没有案号或者文号。", "decision")


def weighed(facts: Facts, line: Item) -> Found:
    """The decision applies a benchmark and a tier, or says why it weighs as it does."""
    decision = facts.decision
    if decision is None:
        return Found(0, "本案没有决定，不涉及。")
    if decision.tier_id or decision.weighing:
        return Found(0, "决定载明适用的裁量基准和阶次。", "decision")
    if decision.discretion:
        return Found(None, "有裁量说明，没有引用裁量基准，请判断理由是否充分。", "decision")
    return Found(1, "决定没有裁量说明。", "decision")


def covered(facts: Facts, line: Item) -> Found:
    """Open lacks of the coverage map: missing recordings and gaps without a reason."""
    found = [row for row in facts.lacks() if row.open and row.finding.kind != coverage.LATE]
    return _lacks(found, "应当音像记录的环节均有记录，或者依规定说明了理由。")


def late_storage(facts: Facts, line: Item) -> Found:
    """Recordings that came late."""
    found = [row for row in facts.lacks() if row.finding.kind == coverage.LATE]
    return _lacks(found, "音像记录均按时上传。")


def _lacks(found: list[coverage_map.Lack], well: str) -> Found:
    if not found:
        return Found(0, well, "coverage")
    return Found(len(found), "；".join(row.text for row in found[:SHOWN]), anchor(found[0].step))


def whole(facts: Facts, line: Item) -> Found:
    """No original of the file was last found damaged or missing."""
    rows: list[Evidence | Document] = [*facts.evidence, *facts.documents]
    bad = [row for row in rows if row.blob.check_result in completeness.NOT_WHOLE]
    if not bad:
        return Found(0, f"{len(rows)}件电子原件没有校验异常。")
    return Found(len(bad), f"校验不一致：{bad[0].title}等{len(bad)}件。", anchor(bad[0]))


def complete(facts: Facts, line: Item) -> Found:
    """What the rules of completeness still miss."""
    found = facts.gaps()
    text = "；".join(found[:SHOWN])
    return Found(len(found), text or "按照完整性规则，材料齐全。", "documents")


def archived(facts: Facts, line: Item) -> Found:
    """The file was sealed with cover, catalogue and page numbers."""
    row = facts.archive
    if row is None:
        return Found(1, "案卷没有归档，没有封面和目录。", "archive")
    return Found(0, f"{row.sealed_on}归档，归档号{row.number}，共{row.pages}页。", "archive")
