"""Random checks on the public site, under random-checks/."""

from django.urls import path

from disclosure.views.public import random_checks as views

ROOT = "random-checks/"

urlpatterns = [
    path(ROOT, views.random_check_list, name="random-check-list"),
    path(f"{ROOT}items/", views.random_check_items, name="random-check-items"),
    path(f"{ROOT}items/<int:pk>/", views.random_check_item, name="random-check-item"),
    path(f"{ROOT}plans/<int:pk>/", views.random_check_plan, name="random-check-plan"),
    path(f"{ROOT}verify_draw.py", views.random_check_script, name="random-check-script"),
    path(f"{ROOT}<uuid:pk>/", views.random_check_detail, name="random-check-detail"),
    path(f"{ROOT}<uuid:pk>/draw.json", views.random_check_file, name="random-check-file"),
]
