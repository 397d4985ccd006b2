"""The list of random checks and its plans, under office/registry/."""

from django.urls import path

from enforcement.views import random_checks as views

urlpatterns = [
    path("random-items/", views.random_item_list, name="random-item-list"),
    path("random-items/new/", views.random_item_create, name="random-item-create"),
    path("random-items/<int:pk>/", views.random_item_edit, name="random-item-edit"),
    path("random-plans/", views.random_plan_list, name="random-plan-list"),
    path("random-plans/new/", views.random_plan_create, name="random-plan-create"),
    path("random-plans/<int:pk>/", views.random_plan_edit, name="random-plan-edit"),
]
