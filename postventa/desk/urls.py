"""The agents' door. Addresses are nouns; what a POST does to one is what it is called."""

from django.urls import path

from postventa.desk.followup_urls import urlpatterns as followup_urls
from postventa.desk.views.absences import absence_return, absences
from postventa.desk.views.alternatives import alternatives, alternatives_of
from postventa.desk.views.answers import answers
from postventa.desk.views.appointments import (
    appointment,
    appointment_cancellation,
    appointment_done,
    appointment_missed,
    slots_removal,
)
from postventa.desk.views.appointments import (
    slots as ticket_slots,
)
from postventa.desk.views.articles import (
    article,
    article_edit,
    article_preview,
    article_return,
    article_versions,
    articles,
)
from postventa.desk.views.assignee import assignee
from postventa.desk.views.bulk import bulk, bulk_choices, bulk_job, bulk_progress
from postventa.desk.views.calendars import calendar, calendar_removal, calendars
from postventa.desk.views.calls import attempts, call, call_hand, call_return, calls, next_call
from postventa.desk.views.cause import cause
from postventa.desk.views.checklist import checklist
from postventa.desk.views.command import command, ticket_article, ticket_macro
from postventa.desk.views.completions import completion_done, completion_withdrawal, completions
from postventa.desk.views.confirmation import coverage_confirmation, coverage_confirmation_removal
from postventa.desk.views.contact import customer_contact
from postventa.desk.views.coverage import computation, coverage, history, override
from postventa.desk.views.customers import customer, survey_withdrawal
from postventa.desk.views.day import day, notices
from postventa.desk.views.deadlines import deadline_saying, deadlines
from postventa.desk.views.documents import guarantee_certificate, hand_in_paper, return_paper
from postventa.desk.views.drafts import draft, draft_file, draft_file_removal, draft_files
from postventa.desk.views.escalations import escalation, escalations
from postventa.desk.views.files import file
from postventa.desk.views.kind import kind
from postventa.desk.views.legal_starts import legal_start_done, legal_start_withdrawal, legal_starts
from postventa.desk.views.macros import macro, macros
from postventa.desk.views.mending import cover_removal, stay_correction
from postventa.desk.views.mentions import colleagues
from postventa.desk.views.merging import merging, unmerging
from postventa.desk.views.messages import message, messages, taking_back
from postventa.desk.views.new_ticket import begun, begun_removal, new_ticket, new_ticket_about, new_ticket_found
from postventa.desk.views.own_fields import own_fields
from postventa.desk.views.parcels import parcel, parcel_label, parcel_receipt, parcel_removal, parcels
from postventa.desk.views.people import person, person_absences, person_return
from postventa.desk.views.points import points
from postventa.desk.views.policies import policies, policy, policy_place, policy_step
from postventa.desk.views.presence import presence
from postventa.desk.views.priority import priority
from postventa.desk.views.products import (
    document,
    document_removal,
    line,
    line_documents,
    product,
    product_documents,
    product_picture,
    product_picture_removal,
    products,
)
from postventa.desk.views.promises import keeping, moving, promise_fields, promise_owner, promise_withdrawal, promises
from postventa.desk.views.proposals import proposal, proposal_answer, proposal_withdrawal
from postventa.desk.views.queue import queue_filters, queue_more, queue_rows, tickets
from postventa.desk.views.registrations import (
    registration,
    registration_hands,
    registration_receipt,
    registration_refusal,
    registration_writing,
)
from postventa.desk.views.registrations import registrations as registration_list
from postventa.desk.views.relations import parent, relations, relations_removal
from postventa.desk.views.resolution import reopening, resolution
from postventa.desk.views.rules import rule, rule_activation, rule_activation_removal, rule_runs, rule_trial, rules
from postventa.desk.views.saved_views import (
    saved_view,
    saved_view_filters,
    saved_view_place,
    saved_view_removal,
    saved_views,
)
from postventa.desk.views.settings import settings
from postventa.desk.views.similar import similar
from postventa.desk.views.slots import slots, slots_closing, slots_reopening
from postventa.desk.views.spam import spam, spam_removal
from postventa.desk.views.splitting import splitting
from postventa.desk.views.state import state
from postventa.desk.views.subject import subject
from postventa.desk.views.symptoms import symptom, symptoms
from postventa.desk.views.tags import tags, tags_removal
from postventa.desk.views.team import team
from postventa.desk.views.teams import team_edit, team_handing_out, teams
from postventa.desk.views.ticket import beside, surroundings, ticket, timeline
from postventa.desk.views.ticket_unit import ticket_unit
from postventa.desk.views.timing import times
from postventa.desk.views.units import past_stays, plans, registrations, sale, stay_return, stays, unit
from postventa.desk.views.visits import visits
from postventa.desk.views.wishes import customer_standing, customer_wishes

app_name = "desk"
urlpatterns = [
    path("", tickets, name="tickets"),
    path("queue/rows/", queue_rows, name="queue_rows"),
    path("queue/filters/", queue_filters, name="queue_filters"),
    path("queue/more/", queue_more, name="queue_more"),
    path("views/", saved_views, name="saved_views"),
    path("views/<int:pk>/", saved_view, name="saved_view"),
    path("views/<int:pk>/place/", saved_view_place, name="saved_view_place"),
    path("views/<int:pk>/filters/", saved_view_filters, name="saved_view_filters"),
    path("views/<int:pk>/removal/", saved_view_removal, name="saved_view_removal"),
    path("tickets/new/", new_ticket, name="new_ticket"),
    path("tickets/new/found/", new_ticket_found, name="new_ticket_found"),
    path("tickets/new/about/", new_ticket_about, name="new_ticket_about"),
    path("tickets/new/begun/<uuid:submission>/", begun, name="begun"),
    path("tickets/new/begun/<uuid:submission>/removal/", begun_removal, name="begun_removal"),
    path("tickets/<str:reference>/", ticket, name="ticket"),
    path("tickets/<str:reference>/messages/", messages, name="messages"),
    path("tickets/<str:reference>/messages/<int:pk>/", message, name="message"),
    path("tickets/<str:reference>/messages/<int:pk>/taking-back/", taking_back, name="taking_back"),
    path("tickets/<str:reference>/drafts/<str:kind>/", draft, name="draft"),
    path("tickets/<str:reference>/drafts/<str:kind>/files/", draft_files, name="draft_files"),
    path("tickets/<str:reference>/draft-files/<int:pk>/", draft_file, name="draft_file"),
    path("tickets/<str:reference>/draft-files/<int:pk>/removal/", draft_file_removal, name="draft_file_removal"),
    path("tickets/<str:reference>/presence/", presence, name="presence"),
    path("tickets/<str:reference>/previous/", beside, {"way": "previous"}, name="ticket_previous"),
    path("tickets/<str:reference>/next/", beside, {"way": "next"}, name="ticket_next"),
    path("tickets/<str:reference>/timeline/", timeline, name="timeline"),
    path("tickets/<str:reference>/surroundings/", surroundings, name="surroundings"),
    path("colleagues/", colleagues, name="colleagues"),
    path("tickets/<str:reference>/assignee/", assignee, name="assignee"),
    path("tickets/<str:reference>/priority/", priority, name="priority"),
    path("tickets/<str:reference>/state/", state, name="state"),
    path("tickets/<str:reference>/team/", team, name="team"),
    path("tickets/<str:reference>/kind/", kind, name="kind"),
    path("tickets/<str:reference>/cause/", cause, name="cause"),
    path("tickets/<str:reference>/subject/", subject, name="subject"),
    path("tickets/<str:reference>/own-fields/", own_fields, name="own_fields"),
    path("tickets/<str:reference>/tags/", tags, name="tags"),
    path("tickets/<str:reference>/tags/removal/", tags_removal, name="tags_removal"),
    path("tickets/<str:reference>/checklist/", checklist, name="checklist"),
    path("tickets/<str:reference>/times/", times, name="times"),
    path("tickets/<str:reference>/relations/", relations, name="relations"),
    path("tickets/<str:reference>/relations/removal/", relations_removal, name="relations_removal"),
    path("tickets/<str:reference>/parent/", parent, name="parent"),
    path("tickets/<str:reference>/answers/", answers, name="answers"),
    path("tickets/<str:reference>/proposal/", proposal, name="proposal"),
    path("tickets/<str:reference>/proposals/<int:pk>/answer/", proposal_answer, name="proposal_answer"),
    path("tickets/<str:reference>/proposals/<int:pk>/withdrawal/", proposal_withdrawal, name="proposal_withdrawal"),
    path("tickets/<str:reference>/law/starts/", legal_starts, name="legal_starts"),
    path("tickets/<str:reference>/law/starts/<int:pk>/done/", legal_start_done, name="legal_start_done"),
    path(
        "tickets/<str:reference>/law/starts/<int:pk>/withdrawal/", legal_start_withdrawal, name="legal_start_withdrawal"
    ),
    path("tickets/<str:reference>/completions/", completions, name="completions"),
    path("tickets/<str:reference>/completions/<int:pk>/done/", completion_done, name="completion_done"),
    path(
        "tickets/<str:reference>/completions/<int:pk>/withdrawal/", completion_withdrawal, name="completion_withdrawal"
    ),
    path("tickets/<str:reference>/points/", points, name="points"),
    path("tickets/<str:reference>/promises/", promises, name="promises"),
    path("tickets/<str:reference>/promises/fields/", promise_fields, name="promise_fields"),
    path("tickets/<str:reference>/promises/<int:pk>/keeping/", keeping, name="promise_keeping"),
    path("tickets/<str:reference>/promises/<int:pk>/moving/", moving, name="promise_moving"),
    path("tickets/<str:reference>/promises/<int:pk>/owner/", promise_owner, name="promise_owner"),
    path("tickets/<str:reference>/promises/<int:pk>/withdrawal/", promise_withdrawal, name="promise_withdrawal"),
    path("tickets/<str:reference>/slots/", ticket_slots, name="ticket_slots"),
    path("tickets/<str:reference>/slots/removal/", slots_removal, name="ticket_slots_removal"),
    path("tickets/<str:reference>/appointment/", appointment, name="ticket_appointment"),
    path("tickets/<str:reference>/appointment/<int:pk>/done/", appointment_done, name="appointment_done"),
    path("tickets/<str:reference>/appointment/<int:pk>/missed/", appointment_missed, name="appointment_missed"),
    path(
        "tickets/<str:reference>/appointment/<int:pk>/cancellation/",
        appointment_cancellation,
        name="appointment_cancellation",
    ),
    path("tickets/<str:reference>/parcels/", parcels, name="parcels"),
    path("tickets/<str:reference>/parcels/<int:pk>/receipt/", parcel_receipt, name="parcel_receipt"),
    path("tickets/<str:reference>/parcels/<int:pk>/removal/", parcel_removal, name="parcel_removal"),
    path("tickets/<str:reference>/parcels/<int:pk>/label.pdf", parcel_label, name="parcel_label"),
    path("parcels/<str:number>/", parcel, name="parcel"),
    path("tickets/<str:reference>/merging/", merging, name="merging"),
    path("tickets/<str:reference>/unmerging/", unmerging, name="unmerging"),
    path("tickets/<str:reference>/messages/<int:pk>/splitting/", splitting, name="splitting"),
    path("tickets/<str:reference>/spam/", spam, name="spam"),
    path("tickets/<str:reference>/spam/removal/", spam_removal, name="spam_removal"),
    path("tickets/<str:reference>/similar/", similar, name="similar"),
    path("tickets/<str:reference>/coverage/confirmation/", coverage_confirmation, name="coverage_confirmation"),
    path(
        "tickets/<str:reference>/coverage/confirmation/removal/",
        coverage_confirmation_removal,
        name="coverage_confirmation_removal",
    ),
    path("tickets/<str:reference>/resolution/", resolution, name="resolution"),
    path("tickets/<str:reference>/reopening/", reopening, name="reopening"),
    path("tickets/<str:reference>/unit/", ticket_unit, name="ticket_unit"),
    path("tickets/<str:reference>/coverage/", coverage, name="coverage"),
    path("tickets/<str:reference>/coverage/override/", override, name="coverage_override"),
    path("tickets/<str:reference>/coverage/computation/", computation, name="coverage_computation"),
    path("tickets/<str:reference>/coverage/history/", history, name="coverage_history"),
    path("tickets/<str:reference>/command/", command, name="ticket_command"),
    path("tickets/<str:reference>/macros/<int:pk>/", ticket_macro, name="ticket_macro"),
    path("tickets/<str:reference>/articles/<int:pk>/", ticket_article, name="ticket_article"),
    path("bulk/", bulk, name="bulk"),
    path("bulk/choices/<slug:what>/", bulk_choices, name="bulk_choices"),
    path("bulk/<int:pk>/", bulk_job, name="bulk_job"),
    path("bulk/<int:pk>/progress/", bulk_progress, name="bulk_progress"),
    path("command/", command, name="command"),
    path("macros/", macros, name="macros"),
    path("macros/new/", macro, name="macro_new"),
    path("macros/<int:pk>/", macro, name="macro"),
    path("settings/", settings, name="settings"),
    path("settings/calendars/", calendars, name="calendars"),
    path("settings/calendars/new/", calendar, name="calendar_new"),
    path("settings/calendars/<int:pk>/", calendar, name="calendar"),
    path("settings/calendars/<int:pk>/removal/", calendar_removal, name="calendar_removal"),
    path("settings/policies/", policies, name="policies"),
    path("settings/policies/new/", policy, name="policy_new"),
    path("settings/policies/<int:pk>/", policy, name="policy"),
    path("settings/policies/<int:pk>/place/", policy_place, name="policy_place"),
    path("settings/policies/<int:pk>/steps/new/", policy_step, name="policy_step_new"),
    path("settings/policies/<int:pk>/steps/<int:step>/", policy_step, name="policy_step"),
    path("settings/deadlines/", deadlines, name="deadlines"),
    path(
        "settings/deadlines/<int:pk>/binding/",
        deadline_saying,
        {"about": "binding", "is_so": True},
        name="deadline_binding",
    ),
    path(
        "settings/deadlines/<int:pk>/binding/removal/",
        deadline_saying,
        {"about": "binding", "is_so": False},
        name="deadline_binding_removal",
    ),
    path(
        "settings/deadlines/<int:pk>/confirmation/",
        deadline_saying,
        {"about": "confirmation", "is_so": True},
        name="deadline_confirmation",
    ),
    path(
        "settings/deadlines/<int:pk>/confirmation/removal/",
        deadline_saying,
        {"about": "confirmation", "is_so": False},
        name="deadline_confirmation_removal",
    ),
    path("settings/alternatives/", alternatives, name="alternatives"),
    path("settings/alternatives/<str:country>/", alternatives_of, name="alternatives_of"),
    path("settings/rules/", rules, name="rules"),
    path("settings/rules/new/", rule, name="rule_new"),
    path("settings/rules/<int:pk>/", rule, name="rule"),
    path("settings/rules/<int:pk>/trial/", rule_trial, name="rule_trial"),
    path("settings/rules/<int:pk>/activation/", rule_activation, name="rule_activation"),
    path("settings/rules/<int:pk>/activation/removal/", rule_activation_removal, name="rule_activation_removal"),
    path("settings/rules/<int:pk>/runs/", rule_runs, name="rule_runs"),
    path("settings/symptoms/", symptoms, name="symptoms"),
    path("settings/symptoms/new/", symptom, name="symptom_new"),
    path("settings/symptoms/<int:pk>/", symptom, name="symptom"),
    path("settings/escalations/", escalations, name="escalations"),
    path("settings/escalations/new/", escalation, name="escalation_new"),
    path("settings/escalations/<int:pk>/", escalation, name="escalation"),
    path("settings/products/", products, name="products"),
    path("settings/products/<int:pk>/", product, name="product_settings"),
    path("settings/products/<int:pk>/picture/", product_picture, name="product_picture"),
    path("settings/products/<int:pk>/picture/removal/", product_picture_removal, name="product_picture_removal"),
    path("settings/products/<int:pk>/documents/", product_documents, name="product_documents"),
    path("settings/lines/<int:pk>/", line, name="line_settings"),
    path("settings/lines/<int:pk>/documents/", line_documents, name="line_documents"),
    path("settings/documents/<int:pk>/", document, name="document_settings"),
    path("settings/documents/<int:pk>/removal/", document_removal, name="document_removal"),
    path("settings/slots/", slots, name="slots"),
    path("settings/slots/closing/", slots_closing, name="slots_closing"),
    path("settings/slots/reopening/", slots_reopening, name="slots_reopening"),
    path("settings/teams/", teams, name="teams"),
    path("settings/teams/new/", team_edit, name="team_new"),
    path("settings/teams/handing-out/", team_handing_out, name="handing_out"),
    path("settings/teams/<int:pk>/", team_edit, name="team_edit"),
    path("settings/teams/<int:pk>/handing-out/", team_handing_out, name="team_handing_out"),
    path("settings/people/<int:pk>/", person, name="person"),
    path("settings/people/<int:pk>/absences/", person_absences, name="person_absences"),
    path("settings/people/<int:pk>/absences/<int:absence>/return/", person_return, name="person_return"),
    path("articles/", articles, name="articles"),
    path("articles/new/", article_edit, name="article_new"),
    path("articles/<int:pk>/", article, name="article"),
    path("articles/<int:pk>/edit/", article_edit, name="article_edit"),
    path("articles/<int:pk>/preview/", article_preview, name="article_preview"),
    path("articles/<int:pk>/versions/", article_versions, name="article_versions"),
    path("articles/<int:pk>/versions/<int:number>/return/", article_return, name="article_return"),
    path("day/", day, name="day"),
    path("day/notices/", notices, name="notices"),
    path("absences/", absences, name="absences"),
    path("absences/<int:pk>/return/", absence_return, name="absence_return"),
    path("calls/", calls, name="calls"),
    path("calls/next/", next_call, name="next_call"),
    path("calls/<int:pk>/", call, name="call"),
    path("calls/<int:pk>/hand/", call_hand, name="call_hand"),
    path("calls/<int:pk>/hand/return/", call_return, name="call_return"),
    path("calls/<int:pk>/attempts/", attempts, name="call_attempts"),
    path("registrations/", registration_list, name="registrations"),
    path("registrations/<int:pk>/", registration, name="registration"),
    path("registrations/<int:pk>/receipt/", registration_receipt, name="registration_receipt"),
    path("registrations/<int:pk>/hands/", registration_hands, name="registration_hands"),
    path("registrations/<int:pk>/writing/", registration_writing, name="registration_writing"),
    path("registrations/<int:pk>/refusal/", registration_refusal, name="registration_refusal"),
    path("customers/<int:pk>/", customer, name="customer"),
    path("customers/<int:pk>/contact/", customer_contact, name="customer_contact"),
    path("customers/<int:pk>/wishes/", customer_wishes, name="customer_wishes"),
    path("customers/<int:pk>/standing/", customer_standing, name="customer_standing"),
    path("customers/<int:pk>/surveys/<int:survey>/withdrawal/", survey_withdrawal, name="survey_withdrawal"),
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
    *followup_urls,
]
