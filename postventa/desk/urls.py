"""The agents' door. Addresses are nouns; what a POST does to one is what it is called."""

from django.urls import path

from postventa.desk.views.assignee import assignee
from postventa.desk.views.calls import attempts, call, calls
from postventa.desk.views.coverage import computation, coverage, override
from postventa.desk.views.customers import customer
from postventa.desk.views.documents import guarantee_certificate, hand_in_paper, return_paper
from postventa.desk.views.files import file
from postventa.desk.views.mending import cover_removal, stay_correction
from postventa.desk.views.messages import messages
from postventa.desk.views.new_ticket import new_ticket
from postventa.desk.views.priority import priority
from postventa.desk.views.queue import tickets
from postventa.desk.views.resolution import reopening, resolution
from postventa.desk.views.state import state
from postventa.desk.views.ticket import ticket
from postventa.desk.views.ticket_unit import ticket_unit
from postventa.desk.views.units import past_stays, plans, registrations, sale, stay_return, stays, unit
from postventa.desk.views.visits import visits

app_name = "desk"
urlpatterns = [
    path("", tickets, name="tickets"),
    path("tickets/new/", new_ticket, name="new_ticket"),
    path("tickets/<str:reference>/", ticket, name="ticket"),
    path("tickets/<str:reference>/messages/", messages, name="messages"),
    path("tickets/<str:reference>/assignee/", assignee, name="assignee"),
    path("tickets/<str:reference>/priority/", priority, name="priority"),
    path("tickets/<str:reference>/state/", state, name="state"),
    path("tickets/<str:reference>/resolution/", resolution, name="resolution"),
    path("tickets/<str:reference>/reopening/", reopening, name="reopening"),
    path("tickets/<str:reference>/unit/", ticket_unit, name="ticket_unit"),
    path("tickets/<str:reference>/coverage/", coverage, name="coverage"),
    path("tickets/<str:reference>/coverage/override/", override, name="coverage_override"),
    path("tickets/<str:reference>/coverage/computation/", computation, name="coverage_computation"),
    path("calls/", calls, name="calls"),
    path("calls/<int:pk>/", call, name="call"),
    path("calls/<int:pk>/attempts/", attempts, name="call_attempts"),
    path("customers/<int:pk>/", customer, name="customer"),
    path("units/<int:pk>/", unit, name="unit"),
    path("units/<int:pk>/stays/", stays, name="unit_stays"),
    path("units/<int:pk>/stays/past/", past_stays, name="unit_past_stays"),
    path("units/<int:pk>/stays/<int:stay>/return/", stay_return, name="unit_return"),
    path("units/<int:pk>/stays/<int:stay>/correction/", stay_correction, name="unit_stay_correction"),
    path("units/<int:pk>/registrations/", registrations, name="unit_registrations"),
    path("units/<int:pk>/plans/", plans, name="unit_plans"),
    path("units/<int:pk>/covers/<int:cover>/visits/", visits, name="unit_visits"),
    path("units/<int:pk>/covers/<int:cover>/removal/", cover_removal, name="unit_cover_removal"),
    path("units/<int:pk>/sale/", sale, name="unit_sale"),
    path("units/<int:pk>/certificate.pdf", guarantee_certificate, name="certificate"),
    path("custody/<int:pk>/hand-in.pdf", hand_in_paper, name="hand_in_receipt"),
    path("custody/<int:pk>/return.pdf", return_paper, name="return_receipt"),
    path("files/<int:pk>/", file, name="file"),
]
