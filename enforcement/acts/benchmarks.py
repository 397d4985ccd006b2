"""What the list administrator does with one benchmark."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.benchmarks import EndForm, PublishForm
from enforcement.models import Agency, Benchmark, User
from enforcement.services import benchmarks


def kept(user: Any) -> QuerySet[Benchmark]:
    """The benchmarks of the agencies whose lists are the account's."""
    return Benchmark.objects.filter(agency__in=Agency.objects.kept_by(user))


def benchmark_page(row: Benchmark) -> tuple[str, str]:
    """The page of the benchmark in the registry."""
    return row.violation, reverse("benchmark-admin-detail", args=[row.pk])


BENCHMARK_PUBLISH = Act(
    name="benchmark-publish",
    permission=benchmarks.CHANGE,
    title=gettext_lazy("公布裁量基准"),
    done=gettext_lazy("已记录公布日期，公示网站自该日起显示。"),
    rows=kept,
    form=PublishForm,
    do=benchmarks.publish,
    home=benchmark_page,
    open=lambda row: row.published_on is None,
)
BENCHMARK_END = Act(
    name="benchmark-end",
    permission=benchmarks.CHANGE,
    title=gettext_lazy("废止裁量基准"),
    done=gettext_lazy("已废止；此前发生的违法行为仍按原基准查询。"),
    rows=kept,
    form=EndForm,
    do=benchmarks.end,
    home=benchmark_page,
    open=lambda row: row.effective_to is None,
    question=gettext_lazy("废止后不能恢复，确定废止吗？"),
)


def offered(row: Benchmark, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the benchmark."""
    acts = [act for act in (BENCHMARK_PUBLISH, BENCHMARK_END) if act.offered(row, user)]
    return [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
