"""Requests for correction: on the public site, and in the back office."""

from django.urls import path

from core.views.acts import page
from disclosure.acts.corrections import CORRECTION_ACTS
from disclosure.views.public import corrections, progress
from disclosure.views.staff import corrections as staff

ONE = "corrections/<uuid:pk>/"

public = [
    path("corrections/new/", corrections.correction_new, name="correction-new"),
    path("progress/", progress.progress, name="progress"),
    path("progress/correction/", progress.correction_supply, name="correction-supply"),
    path("progress/correction/again/", progress.correction_reopen, name="correction-reopen"),
]
urlpatterns = [
    path("corrections/", staff.correction_list, name="correction-list"),
    path(ONE, staff.correction_detail, name="correction-detail"),
    path(f"{ONE}contact/", staff.correction_contact, name="correction-contact"),
    *(
        path(f"{ONE}{act.name.removeprefix('correction-')}/", page(act), name=act.name)
        for act in CORRECTION_ACTS
    ),
]
