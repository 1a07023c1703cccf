"""The agents' door. Addresses are nouns; what a POST does to one is what it is called."""

from django.urls import path

from postventa.desk.views.assignee import assignee
from postventa.desk.views.calls import attempts, call, calls
from postventa.desk.views.coverage import coverage
from postventa.desk.views.customers import customer, unit
from postventa.desk.views.files import file
from postventa.desk.views.messages import messages
from postventa.desk.views.new_ticket import new_ticket
from postventa.desk.views.priority import priority
from postventa.desk.views.queue import tickets
from postventa.desk.views.resolution import reopening, resolution
from postventa.desk.views.state import state
from postventa.desk.views.ticket import ticket

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
    path("tickets/<str:reference>/coverage/", coverage, name="coverage"),
    path("calls/", calls, name="calls"),
    path("calls/<int:pk>/", call, name="call"),
    path("calls/<int:pk>/attempts/", attempts, name="call_attempts"),
    path("customers/<int:pk>/", customer, name="customer"),
    path("units/<int:pk>/", unit, name="unit"),
    path("files/<int:pk>/", file, name="file"),
]
