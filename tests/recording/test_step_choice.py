"""A step is offered by the hour people saw on the clock."""

from datetime import UTC, datetime

from recording.forms.evidence import StepChoice
from recording.models import Step


def test_a_step_is_named_with_its_local_time_and_kind() -> None:
    choice = StepChoice(queryset=Step.objects.none())
    row = Step(kind="site_inspection", at=datetime(2026, 3, 3, 17, 5, tzinfo=UTC))
    assert choice.label_from_instance(row) == "2026-03-04 01:05 现场检查（勘验）"
