"""The catalogue of review, under office/registry/."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import catalogues as acts
from enforcement.views import catalogues as views
from enforcement.views.registry_exports import catalogue_export
from enforcement.views.registry_imports import catalogue_import

ROOT = "review-catalogues/"

urlpatterns = [
    path(ROOT, views.catalogue_list, name="catalogue-list"),
    path(f"{ROOT}new/", views.catalogue_create, name="catalogue-create"),
    path(f"{ROOT}<int:pk>/", views.catalogue_detail, name="catalogue-detail"),
    path(f"{ROOT}<int:pk>/edit/", views.catalogue_edit, name="catalogue-edit"),
    path(f"{ROOT}<int:pk>/trial/", views.catalogue_trial, name="catalogue-trial"),
    path(f"{ROOT}<int:pk>/import/", catalogue_import, name="catalogue-import"),
    path(f"{ROOT}<int:pk>/export/<slug:form>/", catalogue_export, name="catalogue-export"),
    path(f"{ROOT}<int:pk>/submit/", page(acts.CATALOGUE_SUBMIT), name="catalogue-submit"),
    path(f"{ROOT}<int:pk>/publish/", page(acts.CATALOGUE_PUBLISH), name="catalogue-publish"),
    path(f"{ROOT}<int:pk>/return/", page(acts.CATALOGUE_RETURN), name="catalogue-return"),
    path(f"{ROOT}<int:pk>/discard/", page(acts.CATALOGUE_DISCARD), name="catalogue-discard"),
    path(f"{ROOT}<int:pk>/rules/new/<slug:test>/", views.rule_create, name="catalogue-rule-create"),
    path(f"{ROOT}rules/<int:pk>/", views.rule_edit, name="catalogue-rule-edit"),
    path(f"{ROOT}rules/<int:pk>/remove/", page(acts.RULE_REMOVE), name="catalogue-rule-remove"),
]
