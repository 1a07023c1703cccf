"""What other systems may read."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from postventa.access_marks import mark
from postventa.api.serializers import MeSerializer


@mark("staff")
@extend_schema(operation_id="me", responses=MeSerializer, summary="The account that asks")
@api_view(["GET"])
def me(request: Request) -> Response:
    """Who you are to this API: useful to try whether you are signed in."""
    return Response(MeSerializer(request.user).data)
