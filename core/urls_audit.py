"""The audit log's page."""

from django.urls import path

from core.views.audit import audit_list

urlpatterns = [path("audit/", audit_list, name="audit-list")]
