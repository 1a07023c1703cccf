"""Choosing a file to import. What cannot be read at all is refused here, before anything is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.csv_reading import open_table
from core.csv_sniffing import Unreadable
from core.states import ImportKind
from postventa.imports import KINDS


class ImportForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What the file holds"), choices=ImportKind, widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > settings.IMPORT_MAX_BYTES:
            sizes = {"size": file.size // 1_048_576, "limit": settings.IMPORT_MAX_BYTES // 1_048_576}
            raise forms.ValidationError(
                _("The file is too big: %(size)s MB, and the limit is %(limit)s MB. Send it in parts.") % sizes
            )
        return file

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "kind" in told and "file" in told:
            kind = KINDS[told["kind"]]
            try:
                with open_table(told["file"], columns=kind.columns, required=kind.required):
                    pass
            except Unreadable as error:
                self.add_error("file", str(error))
        return told
