"""Complaints: on the public site, and in the back office of their handlers."""

from django.urls import path

from core.views.acts import page
from disclosure.acts.complaints import COMPLAINT_ACTS
from disclosure.views.public import complaints, progress
from disclosure.views.staff import complaints as staff

ONE = "complaints/<uuid:pk>/"

public = [
    path("complaints/new/", complaints.complaint_new, name="complaint-new"),
    path("progress/complaint/rating/", progress.complaint_rate, name="complaint-rate"),
]
urlpatterns = [
    path("complaints/", staff.complaint_list, name="complaint-list"),
    path("complaints/counts/", staff.complaint_counts_page, name="complaint-counts"),
    path(ONE, staff.complaint_detail, name="complaint-detail"),
    path(f"{ONE}reporter/", staff.complaint_reporter, name="complaint-reporter"),
    path(f"{ONE}files/<int:file>/", staff.complaint_file, name="complaint-file"),
    *(
        path(f"{ONE}{act.name.removeprefix('complaint-')}/", page(act), name=act.name)
        for act in COMPLAINT_ACTS
    ),
]
