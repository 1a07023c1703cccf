from tests.followups.test_pages import *  # noqa
from tests.followups.makers import case_survey, resolved
from tests.factories import ProductFactory
from core.actors import actor_of
from followups.models import Invitation
LOOKS=[{}, {"dark": True}, {"phone": True}]
look_name=lambda l: "-".join(l) or "laptop"
OUT="/tmp/shots-followups/"
def shoot(page, name, axe):
    page.screenshot(path=OUT+name+".png", full_page=True)
    try: axe(page)
    except AssertionError as e: open(OUT+"axe.txt","a").write(f"{name} {str(e)[:1500]}\n")
@pytest.mark.parametrize("look", LOOKS[:3], ids=look_name)
def test_shots(enter, open_page, look, axe, sink, settings):
    the_plan(); now=timezone.now()
    agent=AgentFactory(name="Ana Ruiz")
    names=["Marta Sánchez Ruiz","Familia Ortega","Juan Pérez","Carmen Díaz de la Fuente","Talleres Hernández S. L.","Lucía Gil"]
    prods=["Lavadora Hogarix L9 1400","Frigorífico combinado Nordia C300","Televisor Visión 55\"","Lavavajillas silencioso"]
    for i,n in enumerate(names):
        c=CustomerFactory(name=n, timezone="Atlantic/Canary" if i==2 else "America/Mexico_City" if i==4 else "Europe/Madrid")
        u=delivered(4, customer=c, product=ProductFactory(name=prods[i%4]), delivery__promised_on=dt.date(2026,11,10 if i%3==0 else 13))
        call=planned_call(u, due_at=now-dt.timedelta(hours=30-8*i) if i<4 else now+dt.timedelta(minutes=3*i))
        if i in (1,2):
            CallAttempt.objects.create(call=call, at=now-dt.timedelta(hours=3), agent=agent, outcome="call_back" if i==1 else "no_answer", note="Está en una reunión, llamar después de comer." if i==1 else "")
        if i==1: first=call; open_case(customer=c)
    t=look_name(look)
    page=enter(agent,"/desk/calls/",**look); shoot(page,f"list-{t}",axe)
    page.goto(f"/desk/calls/{first.pk}/"); shoot(page,f"call-{t}",axe)
    page.get_by_label("Reached: not content").or_(page.get_by_label("Contactado: no conforme")).first.check() if False else page.locator("[value=unhappy]").check()
    shoot(page,f"call-unhappy-{t}",axe)
    page.locator("#attempt .button, form.attempt .button.primary").last.click(); shoot(page,f"call-error-{t}",axe)
    page.fill("[name=note]","La lavadora no centrifuga."); page.locator("form.attempt .button.primary").click(); shoot(page,f"call-done-{t}",axe)
    s=sent_survey(delivered(6,customer=CustomerFactory(name="Lucía Gil", email="lucia@correo.example")), sent_at=now)
    page=open_page(f"/s/{survey_token(s)}/",**look); shoot(page,f"s1-{t}",axe)
    page.locator("form.question .primary").click(); shoot(page,f"s1e-{t}",axe)
    page.locator("input[value='1']").check(); page.locator("form.question .primary").click(); shoot(page,f"s2-{t}",axe)
    page.locator("form.question .primary").click(); shoot(page,f"s3-{t}",axe)
    page.fill("textarea","Llegó con un golpe en el lateral."); page.locator("form.question .primary").click(); shoot(page,f"s4-{t}",axe)
    ti=resolved(open_case(now=now-dt.timedelta(days=1)),by=actor_of(agent),at=now-dt.timedelta(hours=25))
    cs=case_survey(ti,state="sent",sent_at=now)
    page.goto(f"/s/{survey_token(cs)}/ces/"); shoot(page,f"ces-{t}",axe)
    page.goto(f"/s/x/"); shoot(page,f"unknown-{t}",axe)
    Invitation.objects.filter(pk=cs.pk).update(sent_at=now-dt.timedelta(days=90))
    page.goto(f"/s/{survey_token(cs)}/csat/"); shoot(page,f"over-{t}",axe)
    from django.core.mail import get_connection
    planned_survey(delivered(6,customer=CustomerFactory(name="Lucía Gil")))
    dispatch_next(plan=the_plan(), now=now)
    settings.MAIL_SINK_DIR=str(sink.folder.path)
    while m:=claim_next_mail(now=timezone.now()): send_mail(message=m,connection=get_connection(),now=timezone.now())
    page.goto("/buzon/"); shoot(page,f"buzon-{t}",axe)
    page.locator("tbody a").first.click(); page.wait_for_timeout(400); shoot(page,f"letter-{t}",axe)
    page.goto("/buzon/"); page.locator("tbody a").last.click(); page.wait_for_timeout(400); shoot(page,f"letter2-{t}",axe)
