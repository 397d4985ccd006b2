"""The yearly report in the office."""

from django.urls import path

from core.views.acts import page
from supervision.acts import yearly as acts
from supervision.views import yearly

AT = "yearly-reports/<uuid:pk>"
urlpatterns = [
    path("yearly-reports/", yearly.yearly_list, name="yearly-reports"),
    path("yearly-reports/new/", yearly.yearly_start, name="yearly-start"),
    path(f"{AT}/", yearly.yearly_report, name="yearly-report"),
    path(f"{AT}/write/", page(acts.YEARLY_WRITE), name="yearly-write"),
    path(f"{AT}/freeze/", page(acts.YEARLY_FREEZE), name="yearly-freeze"),
    path(f"{AT}/publish/", page(acts.YEARLY_PUBLISH), name="yearly-publish"),
    path(f"{AT}/correct/", page(acts.YEARLY_CORRECT), name="yearly-correct"),
    path(f"{AT}/report.<slug:form>", yearly.yearly_file, name="yearly-file"),
    path(
        f"{AT}/rows/<slug:table>/<slug:column>/",
        yearly.yearly_rows,
        name="yearly-rows",
    ),
]
