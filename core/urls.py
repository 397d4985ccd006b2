"""Office pages of the core: the working-day calendar and the derivation of a deadline."""

from django.urls import path

from core.views.calendar import calendar_import, calendar_list, calendar_year, deadline_detail
from core.views.kept import kept_form

urlpatterns = [
    path("kept/", kept_form, name="kept-form"),
    path("calendar/", calendar_list, name="calendar-list"),
    path("calendar/import/", calendar_import, name="calendar-import"),
    path("calendar/<int:year>/", calendar_year, name="calendar-year"),
    path("deadlines/<int:pk>/", deadline_detail, name="deadline-detail"),
]
