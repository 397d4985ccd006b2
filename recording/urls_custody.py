"""Pages of the custody of one item of evidence."""

from django.urls import path

from core.views.acts import page
from recording.acts.retention import HOLD_LIFT, HOLD_SET, RETENTION_EXTEND
from recording.views import custody

urlpatterns = [
    path("custody/verify_custody.py", custody.custody_script, name="custody-script"),
    path("evidence/<uuid:pk>/custody/", custody.custody_page, name="custody-page"),
    path("evidence/<uuid:pk>/custody/verify/", custody.custody_verify, name="custody-verify"),
    path("evidence/<uuid:pk>/retention/", page(RETENTION_EXTEND), name="retention-extend"),
    path("evidence/<uuid:pk>/hold/", page(HOLD_SET), name="hold-set"),
    path("holds/<int:pk>/lift/", page(HOLD_LIFT), name="hold-lift"),
]
