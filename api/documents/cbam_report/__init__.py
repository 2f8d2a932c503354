"""The operator's emissions report under CBAM (IR (EU) 2025/2547 Art 10, Annex IV); no product footprint."""

from api.documents.cbam_report.build import report
from api.documents.cbam_report.study import LawUsed, Study

__all__ = ["LawUsed", "Study", "report"]
