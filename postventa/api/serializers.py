from __future__ import annotations

from rest_framework import serializers

from core.models import User


class MeSerializer(serializers.ModelSerializer[User]):
    """An account, as it sees itself."""

    class Meta:
        model = User
        fields = ["id", "email", "name", "role", "language"]
        read_only_fields = fields
