"""Checks of persons: who acted, with which certificate, and that hands were apart."""

from enforcement.models import Certificate
from supervision.prechecks.facts import Facts, Found, anchor, judged
from supervision.sheets import Item

MINIMUM = "officer.min_count"


def officers(facts: Facts, line: Item) -> Found:
    """Enough officers of the case held a certificate valid on the day it was filed."""
    day = facts.case.filed_on or facts.case.discovered_on
    parts = list(facts.case.assignments.filter(since__lte=day).select_related("officer"))
    held = set(
        Certificate.objects.valid(day)
        .filter(officer__in=[row.officer_id for row in parts])
        .values_list("officer_id", flat=True)
    )
    least = int(facts.case.agency.rules().value(MINIMUM, on=day))
    names = "、".join(row.officer.name for row in parts if row.officer_id in held)
    return judged(
        len(held) >= least,
        f"{day}持有效执法证的承办人员：{names}。",
        f"{day}持有效执法证的承办人员只有{len(held)}人，应当不少于{least}人。",
        "officers",
    )


def party(facts: Facts, line: Item) -> Found:
    """The party has a name and a number to be known by."""
    row = facts.case.party
    return judged(
        bool(row.name and (row.uscc or row.id_no)),
        "当事人名称（姓名）和证件号码、统一社会信用代码已登记。",
        "没有登记当事人的证件号码或者统一社会信用代码。",
        "party",
    )


def apart(facts: Facts, line: Item) -> Found:
    """Nobody who handled the case reviewed or decided it."""
    decision = facts.decision
    if decision is None:
        return Found(0, "本案没有决定，不涉及。")
    accounts = facts.case.assignments.values_list("officer__account_id", flat=True)
    handlers = {*accounts, facts.case.created_by_id, decision.drafted_by_id} - {None}
    if facts.case.procedure == "simple":
        return Found(0, "简易程序由执法人员当场决定，不涉及。")
    others = {decision.issued_by_id, *(row.reviewer_id for row in facts.reviews)} - {None}
    return judged(
        not handlers & others,
        f"承办人员没有参与审核和决定；决定人：{decision.issued_by}。",
        "承办人员同时参与了审核或者决定。",
        "decision",
    )


def approved(facts: Facts, line: Item) -> Found:
    """The decision names who decided, and the day."""
    decision = facts.decision
    if decision is None:
        return Found(0, "本案没有决定，不涉及。")
    return judged(
        decision.issued_by_id is not None and decision.issued_on is not None,
        f"{decision.issued_by}于{decision.issued_on}决定。",
        "没有决定人或者决定日期。",
        "decision",
    )


def told_publication(facts: Facts, line: Item) -> Found:
    """The party was told at service that the decision will be public."""
    row = next((one for one in facts.services if one.decision_id), None)
    if row is None:
        return Found(None, "没有决定书的送达记录，请查阅案卷判断。")
    return judged(
        row.told_publication,
        "送达时已告知决定将依法公开。",
        "送达时没有告知决定将依法公开。",
        anchor(row),
    )
