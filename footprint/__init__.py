"""The engine: from a product, a rule and a background to a result that can be traced.

It knows no web, no database, no clock, and no text for people. ``calculate`` is the one public function.
"""

__version__ = "0.1.0"
