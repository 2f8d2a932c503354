"""The declaration: a record typeset as PDF/A-3 in three languages, with record and label embedded."""

from api.documents.declaration.build import Sources, build, declaration

__all__ = ["Sources", "build", "declaration"]
