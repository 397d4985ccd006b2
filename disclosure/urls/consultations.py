"""Consultations: on the public site, and in the back office of the agency."""

from django.urls import path

from core.views.acts import page
from disclosure.acts.consultations import CONSULTATION_ACTS
from disclosure.acts.faq import FAQ_ACTS, FAQ_DRAFT
from disclosure.views.public.consultations import consultation_new
from disclosure.views.public.faq import faq_list
from disclosure.views.staff import consultations as staff

ONE = "consultations/<uuid:pk>/"

public = [
    path("consultations/new/", consultation_new, name="consultation-new"),
    path("faq/", faq_list, name="faq-list"),
]
urlpatterns = [
    path("consultations/", staff.consultation_list, name="consultation-list"),
    path(ONE, staff.consultation_detail, name="consultation-detail"),
    path(f"{ONE}contact/", staff.consultation_contact, name="consultation-contact"),
    *(
        path(f"{ONE}{act.name.removeprefix('consultation-')}/", page(act), name=act.name)
        for act in (*CONSULTATION_ACTS, FAQ_DRAFT)
    ),
    *(
        path(f"faq/<int:pk>/{act.name.removeprefix('faq-')}/", page(act), name=act.name)
        for act in FAQ_ACTS
    ),
]
