"""The desk's addresses of follow-ups: plans, questionnaires, what holds for all, what needs attention."""

from django.urls import path

from postventa.desk.views.attention import (
    attention,
    attention_look,
    letter_giving_up,
    letter_retry,
    letters_retry,
    survey_retry,
    surveys_retry,
    trouble_settling,
    troubles_settling,
)
from postventa.desk.views.followup_policy import followup_policy
from postventa.desk.views.plans import (
    plan,
    plan_activation,
    plan_activation_removal,
    plan_edit,
    plan_figures,
    plan_place,
    plan_preview,
    plans,
)
from postventa.desk.views.questionnaires import (
    questionnaire,
    questionnaire_edit,
    questionnaire_publication,
    questionnaire_removal,
    questionnaires,
)

urlpatterns = [
    path("followups/plans/", plans, name="plans"),
    path("followups/plans/figures/", plan_figures, name="plan_figures"),
    path("followups/plans/new/", plan_edit, name="plan_new"),
    path("followups/plans/<int:pk>/", plan, name="plan"),
    path("followups/plans/<int:pk>/edit/", plan_edit, name="plan_edit"),
    path("followups/plans/<int:pk>/place/", plan_place, name="plan_place"),
    path("followups/plans/<int:pk>/activation/removal/", plan_activation_removal, name="plan_activation_removal"),
    path("followups/plans/<int:pk>/versions/<int:number>/", plan, name="plan_version"),
    path("followups/plans/<int:pk>/versions/<int:number>/preview/", plan_preview, name="plan_preview"),
    path("followups/plans/<int:pk>/versions/<int:number>/activation/", plan_activation, name="plan_activation"),
    path("followups/questionnaires/", questionnaires, name="questionnaires"),
    path("followups/questionnaires/new/", questionnaire_edit, name="questionnaire_new"),
    path("followups/questionnaires/<int:pk>/", questionnaire, name="questionnaire"),
    path("followups/questionnaires/<int:pk>/edit/", questionnaire_edit, name="questionnaire_edit"),
    path("followups/questionnaires/<int:pk>/publication/", questionnaire_publication, name="questionnaire_publication"),
    path("followups/questionnaires/<int:pk>/removal/", questionnaire_removal, name="questionnaire_removal"),
    path("followups/policy/", followup_policy, name="followup_policy"),
    path("attention/", attention, name="attention"),
    path("attention/look/", attention_look, name="attention_look"),
    path("attention/troubles/settling/", troubles_settling, name="troubles_settling"),
    path("attention/troubles/<int:pk>/settling/", trouble_settling, name="trouble_settling"),
    path("attention/surveys/retry/", surveys_retry, name="surveys_retry"),
    path("attention/surveys/<int:pk>/retry/", survey_retry, name="survey_retry"),
    path("attention/letters/retry/", letters_retry, name="letters_retry"),
    path("attention/letters/<int:pk>/retry/", letter_retry, name="letter_retry"),
    path("attention/letters/<int:pk>/giving-up/", letter_giving_up, name="letter_giving_up"),
]
