"""Texts of the interface in three languages.

The English sentence is the message id. Translations stand in ``<room>/locale/<locale>/LC_MESSAGES/messages.po``
of ``api`` and ``web`` and are read as they are; nothing is compiled. ``python -m api.i18n collect`` renews them.
"""

from __future__ import annotations

from api.i18n.format import number, percent, unit_label
from api.i18n.translate import N_, Translator, locale_of, negotiate, translator

__all__ = ["N_", "Translator", "locale_of", "negotiate", "number", "percent", "translator", "unit_label"]
