"""What a person does with a random draw and its rows."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.draws import (
    CommitForm,
    DrawnTaskForm,
    ObjectsForm,
    OfficersForm,
    ReasonForm,
    RecusalForm,
    SeedForm,
)
from enforcement.models import Draw, DrawnObject, DrawObject, DrawOfficer, User
from enforcement.services import draw_run, draw_tasks, draws

Status = Draw.Status


def draw_page(draw: Draw) -> tuple[str, str]:
    """The page of the draw."""
    return draw.title, reverse("draw-detail", args=[draw.pk])


def page_of(row: DrawObject | DrawOfficer | DrawnObject) -> tuple[str, str]:
    """The page of the draw a row belongs to."""
    return draw_page(row.draw)


def listed_objects(user: Any) -> QuerySet[DrawObject]:
    """Objects of the draws an account may see."""
    rows = DrawObject.objects.filter(draw__in=Draw.objects.visible_to(user))
    return rows.select_related("draw")


def listed_officers(user: Any) -> QuerySet[DrawOfficer]:
    """Officers of the draws an account may see."""
    rows = DrawOfficer.objects.filter(draw__in=Draw.objects.visible_to(user))
    return rows.select_related("draw", "officer")


def drawn_objects(user: Any) -> QuerySet[DrawnObject]:
    """Results of the draws an account may see."""
    rows = DrawnObject.objects.filter(draw__in=Draw.objects.visible_to(user))
    return rows.select_related("draw", "listed")


def preparing(draw: Draw) -> bool:
    """Whether the lists are still open."""
    return draw.status == Status.PREPARING


def _promise(draw: Draw, on: date) -> str:
    return _(
        "承诺后名单和规则不能再修改，承诺值和名单立即公布。"
        "共%(objects)s个对象、%(officers)s名执法人员，已排除的除外。"
    ) % {
        "objects": draw.objects_listed.filter(excluded="").count(),
        "officers": draw.officers_listed.filter(excluded="").count(),
    }


def _source(draw: Draw, on: date) -> str:
    return _("请录入“%(name)s”%(day)s公布的数，来源网址：%(url)s。录入后立即抽取。") % {
        "name": draw.source_name,
        "day": draw.seed_day,
        "url": draw.source_url,
    }


DRAW_OBJECTS = Act(
    name="draw-objects",
    permission=draws.PREPARE,
    title=gettext_lazy("添加抽查对象"),
    done=gettext_lazy("已添加，名单中已有的没有重复添加。"),
    rows=Draw.objects.visible_to,
    form=ObjectsForm,
    do=draws.list_objects,
    home=draw_page,
    open=preparing,
)
DRAW_OFFICERS = Act(
    name="draw-officers",
    permission=draws.PREPARE,
    title=gettext_lazy("添加执法人员"),
    done=gettext_lazy("已添加。"),
    rows=Draw.objects.visible_to,
    form=OfficersForm,
    do=draws.list_officers,
    home=draw_page,
    open=preparing,
)
DRAW_RECUSE = Act(
    name="draw-recuse",
    permission=draws.PREPARE,
    title=gettext_lazy("登记回避"),
    done=gettext_lazy("已登记，抽取时不会指派该人员。"),
    rows=Draw.objects.visible_to,
    form=RecusalForm,
    do=draws.recuse,
    home=draw_page,
    open=preparing,
)
DRAW_COMMIT = Act(
    name="draw-commit",
    permission=draw_run.APPROVE,
    title=gettext_lazy("承诺名单"),
    done=gettext_lazy("已承诺，名单和承诺值已经公布。"),
    rows=Draw.objects.visible_to,
    form=CommitForm,
    do=draw_run.commit,
    home=draw_page,
    lead=_promise,
    open=preparing,
    question=gettext_lazy("承诺后不能修改名单和规则。确定承诺吗？"),
)
DRAW_SEED = Act(
    name="draw-seed",
    permission=draw_run.APPROVE,
    title=gettext_lazy("录入随机数并抽取"),
    done=gettext_lazy("已抽取，结果已经公布。"),
    rows=Draw.objects.visible_to,
    form=SeedForm,
    do=draw_run.run,
    home=draw_page,
    lead=_source,
    open=lambda draw: draw.status == Status.COMMITTED,
)
DRAW_ABANDON = Act(
    name="draw-abandon",
    permission=draw_run.APPROVE,
    title=gettext_lazy("终止抽取"),
    done=gettext_lazy("已终止；已经承诺的，理由随承诺一并公布。"),
    rows=Draw.objects.visible_to,
    form=ReasonForm,
    do=draw_run.abandon,
    home=draw_page,
    open=lambda draw: draw.status in (Status.PREPARING, Status.COMMITTED),
    question=gettext_lazy("终止后不能恢复。确定终止吗？"),
)
OBJECT_EXCLUDE = Act(
    name="draw-object-exclude",
    permission=draws.PREPARE,
    title=gettext_lazy("排除抽查对象"),
    done=gettext_lazy("已排除，理由随名单公布。"),
    rows=listed_objects,
    form=ReasonForm,
    do=draws.exclude,
    home=page_of,
    lead=lambda row, on: str(row),
    open=lambda row: preparing(row.draw),
)
OFFICER_EXCLUDE = Act(
    name="draw-officer-exclude",
    permission=draws.PREPARE,
    title=gettext_lazy("排除执法人员"),
    done=gettext_lazy("已排除，理由随名单公布。"),
    rows=listed_officers,
    form=ReasonForm,
    do=draws.exclude,
    home=page_of,
    lead=lambda row, on: str(row),
    open=lambda row: preparing(row.draw),
)
DRAWN_TASK = Act(
    name="drawn-task",
    permission=draws.PREPARE,
    title=gettext_lazy("建立检查任务"),
    done=gettext_lazy("已建立检查任务，等待审批。"),
    rows=drawn_objects,
    form=DrawnTaskForm,
    do=draw_tasks.open_task,
    home=page_of,
    lead=lambda row, on: str(row.listed),
    open=lambda row: row.task_id is None,
)

ON_THE_PAGE = (
    *(DRAW_OBJECTS, DRAW_OFFICERS, DRAW_RECUSE),
    *(DRAW_COMMIT, DRAW_SEED, DRAW_ABANDON),
)


def offered(draw: Draw, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the draw now."""
    acts = [act for act in ON_THE_PAGE if act.offered(draw, user)]
    return [(str(act.title), reverse(act.name, args=[draw.pk])) for act in acts]
