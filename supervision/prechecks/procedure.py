"""Checks of the course: filing, notice, hearing, review, decision, service, execution."""

from enforcement import limitation
from enforcement.models import Discussion, Measure, Notice
from enforcement.models.kinds import ActionKind, Procedure
from enforcement.services import decisions, execution, filing_clock
from legal_review.models import Review
from recording.models import Service
from recording.services import archive
from supervision.prechecks.facts import Facts, Found, anchor, in_time, judged
from supervision.sheets import Item

NOT_ASKED = Found(0, "本案不涉及。")
SAMPLING = ("inquiry", "site_inspection", "sampling", "registration", "seizure", "freeze")
HELD = (Measure.Status.IN_FORCE, Measure.Status.DUE_RELEASE)


def filing_time(facts: Facts, line: Item) -> Found:
    """Filed within the days to check the clue."""
    clock = facts.clock(filing_clock.PERIOD)
    if clock is None and facts.case.kind != ActionKind.PENALTY:
        return Found(None, "请核对受理日期是否在规定期限内。", "case")
    return in_time(clock, "决定是否立案", "case")


def filed_first(facts: Facts, line: Item) -> Found:
    """No investigation before the filing."""
    day = facts.case.filed_on
    early = [row for row in facts.steps if day and row.kind in SAMPLING and row.at.date() < day]
    where = anchor(early[0]) if early else "case"
    text = f"立案日期{day}之前有{len(early)}次调查、取证或者强制措施。"
    if early:
        return Found(None, f"{text}请判断是否属于立案前核查或者紧急情况。", where)
    return Found(0, f"立案（受理）日期{day}，之前没有调查措施。", where)


def notice(facts: Facts, line: Item) -> Found:
    """The party was told before the decision."""
    decision = facts.decision
    if decision is None or facts.case.kind != ActionKind.PENALTY:
        return Found(None, "请查阅案卷判断是否应当事先告知。") if decision else NOT_ASKED
    if facts.case.procedure == Procedure.SIMPLE:
        return Found(None, "当场处罚的口头告知，请查阅笔录判断。")
    row = _told(facts)
    if row is None:
        return Found(1, "没有事先告知的记录。")
    day = decision.issued_on
    good = day is not None and row.served_on <= day
    text = f"{row.served_on}告知，{day}作出决定。"
    return judged(good, text, f"告知晚于决定：{text}", "notices")


def _told(facts: Facts) -> Notice | None:
    return facts.notices[0] if facts.notices else None


def notice_served(facts: Facts, line: Item) -> Found:
    """The notice was served."""
    row = _told(facts)
    if row is None:
        return notice(facts, line)
    paper = next((one for one in facts.services if one.document.kind == "prior_notice"), None)
    return judged(
        paper is not None,
        f"告知书{row.served_on}送达，有送达回证。",
        "没有告知书的送达记录。",
        anchor(paper) or "notices",
    )


def window(facts: Facts, line: Item) -> Found:
    """Decided after the windows of defence and hearing, or after a waiver."""
    row, decision = _told(facts), facts.decision
    if row is None or decision is None or decision.issued_on is None:
        return notice(facts, line)
    last = max(row.defence_until, row.hearing_until or row.defence_until)
    waived = row.waived_on is not None or any(row.defences.all())
    text = f"陈述申辩、听证期限至{last}，{decision.issued_on}作出决定。"
    if waived and decision.issued_on <= last:
        return Found(0, f"{text}当事人已陈述申辩或者明确放弃。", "notices")
    return judged(decision.issued_on > last, text, f"期限届满前作出决定：{text}", "notices")


def defences(facts: Facts, line: Item) -> Found:
    """Every defence was re-examined."""
    rows = [each for row in facts.notices for each in row.defences.all()]
    if not rows:
        return Found(0, "当事人没有陈述申辩。", "notices")
    open_ones = [row for row in rows if row.answered_on is None]
    return judged(
        not open_ones,
        f"{len(rows)}次陈述申辩均有复核意见。",
        f"{len(open_ones)}次陈述申辩没有复核意见。",
        "notices",
    )


def hearing(facts: Facts, line: Item) -> Found:
    """A hearing that was asked for was held or ended."""
    asked = [row for row in facts.notices if row.hearing_requested_on]
    if asked:
        good = all(row.hearing_closed_on for row in asked)
        return judged(good, "申请的听证已经办结。", "申请听证后没有办结记录。", "notices")
    offered = any(row.hearing_offered for row in facts.notices)
    text = "已告知听证权利，当事人没有申请。" if offered else "没有告知听证权利。"
    if offered or facts.case.kind != ActionKind.PENALTY:
        return Found(0, text if offered else "本案不涉及。", "notices")
    return Found(None, f"{text}请判断是否属于听证范围。", "notices")


def legal_review(facts: Facts, line: Item) -> Found:
    """What had to be reviewed passed before the decision."""
    decision = facts.decision
    if decision is None or not decision.review_required:
        return Found(0, "依照审核目录，本案决定不需要法制审核。" if decision else "本案没有决定。")
    passed = [row for row in facts.reviews if row.status == Review.Status.PASSED]
    if not passed:
        return Found(1, "应当法制审核的决定没有审核通过的记录。", "reviews")
    day = passed[-1].decided_on
    good = day is not None and decision.issued_on is not None and day <= decision.issued_on
    text = f"{day}审核通过，{decision.issued_on}作出决定。"
    return judged(good, text, f"决定早于审核：{text}", "reviews")


def review_opinion(facts: Facts, line: Item) -> Found:
    """Returned opinions were followed by a new submission."""
    rows = facts.reviews
    if not rows:
        return NOT_ASKED
    passed = rows[-1].status == Review.Status.PASSED
    returned = sum(row.status == Review.Status.RETURNED for row in rows)
    text = f"送审{len(rows)}次，退回{returned}次，最后一次{rows[-1].get_status_display()}。"
    return Found(0 if passed else None, text, "reviews")


def discussed(facts: Facts, line: Item) -> Found:
    """What the heads had to discuss was discussed."""
    decision = facts.decision
    if decision is None or not decision.discussion_required:
        return Found(0, "依照规则，本案不需要集体讨论。")
    held = [row for row in facts.discussions if row.status == Discussion.Status.HELD]
    return judged(bool(held), "已经集体讨论并有记录。", "应当集体讨论而没有讨论记录。", "decision")


def decision_time(facts: Facts, line: Item) -> Found:
    """Decided within the time the law gives."""
    clock = facts.decide_clock
    if clock is None and facts.case.procedure == Procedure.SIMPLE:
        return Found(0, "当场作出决定，不涉及办案期限。", "decision")
    return in_time(clock, "作出决定", "decision")


def service_time(facts: Facts, line: Item) -> Found:
    """Served within the days of the law."""
    row = _served(facts)
    return in_time(facts.clock(decisions.SERVICE), "送达", anchor(row) or "decision")


def _served(facts: Facts) -> Service | None:
    return next((row for row in facts.services if row.decision_id), None)


def receipt(facts: Facts, line: Item) -> Found:
    """There is a receipt of service of the decision."""
    row = _served(facts)
    if row is None:
        return Found(1 if facts.decision else 0, "没有决定书的送达记录。")
    return Found(0, f"{row.served_on}{row.get_method_display()}，收件人已登记。", anchor(row))


def paid(facts: Facts, line: Item) -> Found:
    """What was owed came in, or it was pursued."""
    decision = facts.decision
    owed = (decision.fine_cents + decision.confiscated_cents) if decision else 0
    if decision is None or not owed:
        return Found(0, "没有罚款和没收款项。", "payments")
    left = execution.balance(decision, facts.on).total
    text = f"应缴{owed / 100:.2f}元，尚欠{left / 100:.2f}元。"
    return Found(0 if left <= 0 else None, text, "payments")


def closed(facts: Facts, line: Item) -> Found:
    """There is an approval of the closing with its ground."""
    row = facts.paper(["closing_approval"])
    good = row is not None and bool(facts.case.close_ground)
    text = f"结案事由：{facts.case.close_ground}。"
    return judged(good, text, "没有结案审批文书。", anchor(row) or "case")


def archive_time(facts: Facts, line: Item) -> Found:
    """Archived within the days after the act ended."""
    return in_time(facts.clock(archive.PERIOD), "归档", "archive")


def publication_time(facts: Facts, line: Item) -> Found:
    """Published within the days of the rules, or lawfully not."""
    row = facts.publication
    if facts.decision is None:
        return NOT_ASKED
    if row is None:
        return Found(None, "系统中没有公开任务，请核对。", "publication")
    if row.withheld_code:
        return Found(0, f"依法不公开：{row.public_reason}", "publication")
    day, clock = row.first_published_on, row.deadline
    if clock is None or (day is None and facts.on <= clock.due_on):
        return Found(None, "公开期限尚未届满。", "publication")
    if day is None:
        return Found(1, f"应当在{clock.due_on}前公开，至{facts.on}没有公开。", "publication")
    text = f"应当在{clock.due_on}前公开，{day}公开。"
    return judged(day <= clock.due_on, text, f"逾期公开：{text}", "publication")


def measures(facts: Facts, line: Item) -> Found:
    """Measures were approved, papered and ended within their days."""
    rows = facts.measures
    if not rows:
        return Found(0, "没有采取强制措施。")
    wrong = [
        row
        for row in rows
        if (row.status in HELD and facts.case.ended_on)
        or (row.ended_on and row.until_on and row.ended_on > (row.extended_until or row.until_on))
    ]
    return Found(
        len(wrong),
        f"共{len(rows)}项强制措施，{len(wrong)}项没有按期处理。",
        "measures",
    )


def in_limitation(facts: Facts, line: Item) -> Found:
    """Discovered before the limitation of penalties had passed."""
    if facts.case.kind != ActionKind.PENALTY:
        return NOT_ASKED
    limit = limitation.limit(facts.case)
    day = facts.case.discovered_on
    text = f"{day}发现，追责期限至{limit.last_day}（{limit.article}）。"
    if limit.passed(day):
        return Found(None, f"{text}请判断是否属于较长期限的情形。", "case")
    return Found(0, text, "case")
