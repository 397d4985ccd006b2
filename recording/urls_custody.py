"""Pages of the custody of one item of evidence."""

from django.urls import path

from recording.views import custody

urlpatterns = [
    path("custody/verify_custody.py", custody.custody_script, name="custody-script"),
    path("evidence/<uuid:pk>/custody/", custody.custody_page, name="custody-page"),
    path("evidence/<uuid:pk>/custody/verify/", custody.custody_verify, name="custody-verify"),
]
