"""The public statement: what the register says of a declaration, on paper, as it stood when it was published."""

from api.documents.statement.build import statement

__all__ = ["statement"]
