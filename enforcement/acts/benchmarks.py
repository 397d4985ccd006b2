"""What the list administrator does with one benchmark."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.acts import Act
from enforcement.forms.benchmarks import BenchmarkEndForm
from enforcement.forms.list_changes import AnnounceForm
from enforcement.models import Agency, Benchmark, User
from enforcement.services import announcing, benchmarks, list_records


def kept(user: Any) -> QuerySet[Benchmark]:
    """The benchmarks of the agencies whose lists are the account's."""
    return Benchmark.objects.filter(agency__in=Agency.objects.kept_by(user))


def benchmark_page(row: Benchmark) -> tuple[str, str]:
    """The page of the benchmark in the registry."""
    return row.violation, reverse("benchmark-admin-detail", args=[row.pk])


def waits(row: Benchmark) -> bool:
    """Whether a version of it is being written or waits for its approval."""
    return bool(list_records.versions(row).open().exists())


BENCHMARK_PUBLISH = Act(
    name="benchmark-publish",
    permission=benchmarks.CHANGE,
    title=gettext_lazy("报请公布裁量基准"),
    done=gettext_lazy("已报请批准，由机关负责人办理。"),
    rows=kept,
    form=AnnounceForm,
    do=announcing.announce,
    home=benchmark_page,
    open=lambda row: row.published_on is None and not waits(row),
)
BENCHMARK_END = Act(
    name="benchmark-end",
    permission=benchmarks.CHANGE,
    title=gettext_lazy("废止裁量基准"),
    done=gettext_lazy("已废止或者报请批准；此前发生的违法行为仍按原基准查询。"),
    rows=kept,
    form=BenchmarkEndForm,
    do=announcing.end_benchmark,
    home=benchmark_page,
    open=lambda row: row.effective_to is None and not waits(row),
    question=gettext_lazy("废止后不能恢复，确定废止吗？"),
)


def offered(row: Benchmark, user: User) -> list[tuple[str, str]]:
    """Titles and addresses of what the account may do with the benchmark."""
    acts = [act for act in (BENCHMARK_PUBLISH, BENCHMARK_END) if act.offered(row, user)]
    found = [(str(act.title), reverse(act.name, args=[row.pk])) for act in acts]
    if user.has_perm(benchmarks.CHANGE) and row.published_on and row.effective_to is None:
        address = f"{reverse('benchmark-admin-create')}?replaces={row.pk}"
        found.append((str(gettext_lazy("登记修订后的基准")), address))
    return found
