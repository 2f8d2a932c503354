"""Importers: databases that users license, read into one neutral model, linked, and stored as backgrounds."""
