"""Which service writes the rows of a list: it holds the list's own rules."""

from collections.abc import Callable, Mapping
from typing import Any

from enforcement.models import (
    Agency,
    Benchmark,
    Delegation,
    InspectionCap,
    InspectionPlan,
    Item,
    Officer,
    RandomCheckItem,
    RandomCheckPlan,
)
from enforcement.services import (
    agencies,
    benchmarks,
    delegations,
    inspection_lists,
    items,
    officers,
    random_checks,
)

Write = Callable[..., Any]
WRITE: Mapping[type[Any], Write] = {
    Agency: agencies.update,
    Item: items.update,
    RandomCheckItem: random_checks.keep_item,
    Officer: officers.update,
    InspectionPlan: inspection_lists.change_plan,
    InspectionCap: inspection_lists.change_cap,
    RandomCheckPlan: random_checks.keep_plan,
    Benchmark: benchmarks.update,
    Delegation: delegations.update,
}
