"""Statistics on the public site and in the API."""

from django.urls import path

from disclosure.caching import kept_a_minute
from supervision.api.statistics import StatisticsView
from supervision.views import public_statistics as views

AT = "statistics/<int:year>/<int:agency>"
urlpatterns = [
    path("statistics/", views.dashboard, name="statistics"),
    path("statistics/<int:year>/", views.report_list, name="statistics-year"),
    path(f"{AT}/", views.report_detail, name="statistics-report"),
    path(f"{AT}/report.<slug:form>", views.report_file, name="statistics-file"),
]
api = [path("statistics/", kept_a_minute(StatisticsView.as_view()), name="api-statistics")]
