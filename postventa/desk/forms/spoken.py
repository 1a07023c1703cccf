from __future__ import annotations

import uuid
from typing import Any, Self

from django import forms


class SpokenForm(forms.Form):
    """Words for a customer, sent once. `seen` is the last message that the agent had before their eyes."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newer_than: int | None = None  # the last message read before those that stopped it
        self.initial |= {"submission": uuid.uuid4(), "seen": seen}

    def seeing(self, message_id: int) -> Self:
        """The same words, now that the messages up to this one are shown beside them."""
        self.newer_than = self.cleaned_data["seen"]
        self.data = self.data.copy()
        self.data["seen"] = str(message_id)
        return self
