"""Pages of the sealed file beyond sealing it: supplementary volumes, the inner volume."""

from django.urls import path

from core.views.acts import page
from recording.acts import supplements as acts
from recording.views import supplements

FILE, VOLUME = "archives/<int:pk>/", "supplements/<int:pk>/"

urlpatterns = [
    path("cases/<uuid:pk>/archived/inner.pdf", supplements.archive_inner, name="archive-inner"),
    path(f"{FILE}supplement/", page(acts.SUPPLEMENT_START), name="supplement-start"),
    path(VOLUME, supplements.supplement_detail, name="supplement-detail"),
    path(f"{VOLUME}add/", page(acts.SUPPLEMENT_ADD), name="supplement-add"),
    path(f"{VOLUME}submit/", page(acts.SUPPLEMENT_SUBMIT), name="supplement-submit"),
    path(f"{VOLUME}approve/", page(acts.SUPPLEMENT_APPROVE), name="supplement-approve"),
    path(f"{VOLUME}refuse/", page(acts.SUPPLEMENT_REFUSE), name="supplement-refuse"),
    path(f"{VOLUME}withdraw/", page(acts.SUPPLEMENT_WITHDRAW), name="supplement-withdraw"),
    path("supplement-items/<int:pk>/", supplements.supplement_item, name="supplement-item"),
]
