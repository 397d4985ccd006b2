"""The steps of a flow chart that an agency announces (流程图的步骤): which way leads where (domain §6.8).

A step names what follows it in `next`: nothing (the step below it), the word `END`, or other steps, each with the
condition under which it follows: “受理：材料齐全；不予受理：不属于职权范围”. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from core.cells import END, NO, YES
from core.flowchart import Chart, Sketch, Way, drawn, wrapped

Step = Mapping[str, str]
ALTERNATIVES, CONDITION = re.compile("[；;]"), re.compile("[：:]")
HALVES = 30  # in a line of a box


def following(step: Step) -> list[tuple[str, str]]:
    """(name, condition) of each step that is said to follow; empty when `next` is empty."""
    said = [each.strip() for each in ALTERNATIVES.split(step.get("next", ""))]
    pairs = [CONDITION.split(each, maxsplit=1) for each in said if each]
    return [(name.strip(), condition[0].strip() if condition else "") for name, *condition in pairs]


def ways(steps: Sequence[Step]) -> Iterator[Way]:
    """Every way between the rows of sound steps."""
    rows = {step["name"]: no for no, step in enumerate(steps)}
    for no, step in enumerate(steps):
        said = following(step)
        if not said and no + 1 < len(steps):
            yield Way((no,), no + 1, "")
        for name, condition in said:
            if name != END:
                yield Way((no,), rows[name], condition)


def faults(steps: Sequence[Step]) -> Iterator[str]:
    """What keeps the steps from being drawn, each in words that name the step."""
    names = [step.get("name", "") for step in steps]
    for no, step in enumerate(steps):
        name = names[no]
        if not name or not step.get("unit"):
            yield _("第%(no)s步没有写明环节或者承办机构。") % {"no": no + 1}
        elif name == END or set(name) & set("；;：:"):
            yield _("环节名称“%(name)s”不能含分号、冒号，也不能是“结束”。") % {"name": name}
        elif name in names[:no]:
            yield _("环节“%(name)s”写了两次。") % {"name": name}
        if step.get("recorded") not in (YES, NO):
            yield _("第%(no)s步应当写明是否音像记录：是或者否。") % {"no": no + 1}
        yield from _astray(step, names)


def _astray(step: Step, names: Sequence[str]) -> Iterator[str]:
    said = following(step)
    for name, _condition in said:
        if name == step.get("name") or name not in (*names, END):
            yield _("环节“%(step)s”的去向“%(name)s”不是另一个环节。") % {
                "step": step.get("name", ""),
                "name": name,
            }
    if len(said) > 1 and any(name == END for name, _condition in said):
        yield _("环节“%(step)s”有几个去向，“结束”应当另列为一个环节。") % {
            "step": step.get("name", "")
        }


def unreached(steps: Sequence[Step]) -> list[str]:
    """Names of sound steps to which no way leads from the first."""
    led: dict[int, set[int]] = {}
    for way in ways(steps):
        led.setdefault(way.sources[0], set()).add(way.target)
    reached, waiting = {0}, [0]
    while waiting:
        fresh = led.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += fresh
    return [step["name"] for no, step in enumerate(steps) if no not in reached]


def picture(steps: Sequence[Step]) -> Chart:
    """The chart of sound steps: each box says the step, who does it, and within what time."""
    names = [
        wrapped(f"{no}. {step['name']}", HALVES)
        + wrapped(" · ".join(filter(None, (step["unit"], step.get("limit", "")))), HALVES)
        for no, step in enumerate(steps, 1)
    ]
    return drawn(Sketch(names, frozenset({0}), list(ways(steps))))
