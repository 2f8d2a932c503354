"""A filing on paper and as a workbook: pure functions of the filing document (``footprint-filing/1``)."""

from api.documents.filing.excel import workbook
from api.documents.filing.paper import paper

__all__ = ["paper", "workbook"]
