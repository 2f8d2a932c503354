"""Migrations, oldest first; they are history and never edited once released."""
