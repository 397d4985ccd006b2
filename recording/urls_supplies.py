"""Supply to outsiders: pages of the back office, and the receiver's own under /p/."""

from django.urls import path

from core.views.acts import page
from recording.acts import supplies as acts
from recording.views import supplies, supply_public

public = [
    path("supply-<str:token>/", supply_public.supply_door, name="supply-door"),
    path("supply-<str:token>/confirm/", supply_public.supply_confirm, name="supply-confirm"),
    path("supply-<str:token>/all.zip", supply_public.supply_all, name="supply-all"),
    path("supply-<str:token>/<int:pk>/", supply_public.supply_file, name="supply-file"),
]
urlpatterns = [
    path("supplies/", supplies.supply_list, name="supply-list"),
    path("cases/<uuid:pk>/supplies/new/", supplies.supply_ask, name="supply-ask"),
    path("supplies/<int:pk>/", supplies.supply_detail, name="supply-detail"),
    path("supplies/<int:pk>/link/", supplies.supply_link, name="supply-link"),
    path("supplies/<int:pk>/package.zip", supplies.supply_package, name="supply-package"),
    path("supplies/<int:pk>/approve/", page(acts.SUPPLY_APPROVE), name="supply-approve"),
    path("supplies/<int:pk>/refuse/", page(acts.SUPPLY_REFUSE), name="supply-refuse"),
    path("supplies/<int:pk>/withdraw/", page(acts.SUPPLY_WITHDRAW), name="supply-withdraw"),
    path("supplies/<int:pk>/retry/", page(acts.SUPPLY_RETRY), name="supply-retry"),
    path("supplies/<int:pk>/hand-over/", page(acts.SUPPLY_HAND_OVER), name="supply-hand-over"),
]
