"""The class of keeping of an item by rule: its list item, the profile, what it turned into (domain §8.5)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enforcement.models import Discussion
from enforcement.models.kinds import ActionKind
from recording import kinds
from recording.coverage_map import AUDIOVISUAL
from recording.models import Evidence, Retention

ROUTINE_KINDS, PERMANENT_WHEN = "record.routine_kinds", "record.permanent_when"
Group = Retention.Group
EVIDENCE, OBSTRUCTION, MAJOR = "evidence", "obstruction", "major"
FACTS = {
    EVIDENCE: gettext_lazy("用作认定案件事实的证据"),
    OBSTRUCTION: gettext_lazy("当事人或者现场其他人员妨碍执法"),
    MAJOR: gettext_lazy("重大、疑难、复杂案件或者重大事件"),
}
# What is proved against somebody; a permit or an inspection without a finding proves nothing.
ADVERSE = (ActionKind.PENALTY, ActionKind.COERCION, ActionKind.LEVY)


@dataclass(frozen=True)
class Assigned:
    """The class and why, with the article in the reason."""

    group: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the class follows from. `listed`: class and words of its item of the recording list, ""
    when the list says none; `routine`: the profile keeps recordings of such acts as routine; `when`:
    the facts for which a routine recording is kept for good; `found`: those that hold."""

    audiovisual: bool
    listed: tuple[str, str] = ("", "")
    routine: bool = False
    when: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    article: str = ""
    permanent_article: str = ""


def assign(facts: Facts) -> Assigned:
    """The class. A list item of the jurisdiction goes before everything; papers go with the file."""
    group, words = facts.listed
    if facts.audiovisual and group and group != Group.ROUTINE:
        return Assigned(group, words)
    if not facts.audiovisual or not (facts.routine or group == Group.ROUTINE):
        return Assigned(
            Group.CASE, _("与案卷保管期限相同（%(article)s）") % {"article": facts.article}
        )
    for fact in facts.found:
        if fact in facts.when:
            return Assigned(
                Group.PERMANENT,
                _("一般资料转为永久：%(fact)s（%(article)s）")
                % {"fact": FACTS[fact], "article": facts.permanent_article},
            )
    reason = words or _("一般资料，保存最短保存期（%(article)s）") % {"article": facts.article}
    return Assigned(Group.ROUTINE, reason)


def facts_of(row: Evidence) -> Facts:
    """The facts of one item as they stand; up to three queries and the profile."""
    rules = row.case.agency.rules()
    return Facts(
        audiovisual=row.media in AUDIOVISUAL,
        listed=_listed(row),
        routine=row.case.kind in rules.value(ROUTINE_KINDS),
        when=tuple(rules.value(PERMANENT_WHEN)),
        found=tuple(_found(row)),
        article=rules.article(ROUTINE_KINDS),
        permanent_article=rules.article(PERMANENT_WHEN),
    )


def _listed(row: Evidence) -> tuple[str, str]:
    """Class and words of the first list item of the item's step that names one."""
    kind = kinds.step_kinds().get(row.step.kind) if row.step else None
    if row.step is None or kind is None:
        return "", ""
    duties = kinds.av_rules(row.case, kind, party_present=row.step.party_present)
    asked = {rule.activity for rule in duties}
    for item in row.case.agency.rules().recording_rules(row.case.kind):
        if item["activity"] in asked and item.get("retention"):
            words = _("音像记录事项“%(label)s”（%(article)s）")
            return str(item["retention"]), words % {
                "label": item["label"],
                "article": item["article"],
            }
    return "", ""


def _found(row: Evidence) -> list[str]:
    """The facts the record itself shows; the rest a person enters (services.retention.special)."""
    found = []
    decided = row.case.kind in ADVERSE and row.case.decisions.exclude(issued_on=None).exists()
    elsewhere = Evidence.objects.filter(blob=row.blob_id, case__kind__in=ADVERSE)
    if decided or elsewhere.exclude(case=row.case_id).exists():
        found.append(EVIDENCE)
    if Discussion.objects.filter(decision__case=row.case_id, status="held").exists():
        found.append(MAJOR)
    return found


def of(row: Evidence) -> Assigned:
    """The class of one item as its facts stand."""
    return assign(facts_of(row))
