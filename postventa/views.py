"""Pages of the house itself: the street door, the way to each visitor's own door, the look."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from core.states import Role
from postventa.access_marks import mark
from postventa.logo import Logo, logo, mail_logo
from postventa.samples import samples

DOORS = {Role.AGENT: "/desk/", Role.MANAGER: "/dashboards/", Role.CUSTOMER: "/portal/"}
YEAR = 365 * 24 * 3600


@mark("public")
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page of a visitor who has not signed in."""
    return redirect("home") if request.user.is_authenticated else render(request, "welcome.html")


@mark("public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each visitor to their own door."""
    return redirect(DOORS[Role(request.user.role)]) if request.user.is_authenticated else redirect("welcome")


@mark("public")
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark, or to follow the system; then back to the page that asked."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    if (theme := request.POST.get("theme")) in ("light", "dark"):
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@mark("public")
@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def theme_css(request: HttpRequest) -> HttpResponse:
    """The company's accent, as the only colour that the style sheets do not hold. Pages ask for it with the hue."""
    return HttpResponse(f":root{{--accent-hue:{settings.COMPANY['accent_hue']}}}\n", content_type="text/css")


@mark("public")
@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def company_logo(request: HttpRequest) -> HttpResponse:
    """The company's logo for pages. Nothing in it can run, were somebody to open it alone."""
    return _picture(logo())


@mark("public")
@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def company_mail_logo(request: HttpRequest) -> HttpResponse:
    """The company's logo for letters."""
    return _picture(mail_logo())


def _picture(found: Logo | None) -> HttpResponse:
    if found is None:
        raise Http404
    response = HttpResponse(found.data, content_type=found.kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@mark("public")
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, for those who build pages: staff, or anybody in the demonstration."""
    if not (settings.DEMO or (request.user.is_authenticated and request.user.is_agent)):
        raise Http404
    return render(request, "styleguide.html", samples(now=timezone.now()))
