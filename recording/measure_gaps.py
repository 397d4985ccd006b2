"""A sealing or seizure without its recording from end to end (国办发〔2018〕118号第八条)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.gates import Gap
from enforcement.models import Case, Measure
from recording import kinds
from recording.models import Step

STEP = "seizure"
ARTICLE = "国办发〔2018〕118号第八条"


def day_of(measure: Measure) -> date | None:
    """The local day it was carried out."""
    return timezone.localtime(measure.started_at).date() if measure.started_at else None


def unfilmed(case: Case, steps: Sequence[Step], full: Callable[[Step], bool]) -> Iterator[Gap]:
    """The measures whose scene was not recorded in full; `full` tells it of a step.

    Where the matrix of the jurisdiction names the step, its own gap says so already.
    """
    scenes = [step for step in steps if step.kind == STEP]
    rows = case.measures.exclude(kind=Measure.Kind.FREEZE).exclude(started_at=None)
    for measure in rows.order_by("pk"):
        own = [step for step in scenes if timezone.localtime(step.at).date() == day_of(measure)]
        if any(full(step) for step in own) or any(_said(case, step) for step in own):
            continue
        yield Gap(
            f"av_measure_{measure.pk}",
            _("%(measure)s没有全程音像记录。") % {"measure": measure},
            ARTICLE,
            _("请在“查封、扣押”环节上传从开始到结束的录音或者录像；照片不能代替。"),
        )


def _said(case: Case, step: Step) -> bool:
    """Whether the step's own duty of the matrix demands the full recording."""
    kind = kinds.step_kinds()[STEP]
    rules = kinds.av_rules(case, kind, party_present=step.party_present)
    return any(rule.level == kinds.FULL and rule.activity == kind.activity for rule in rules)
