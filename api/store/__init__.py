"""Repositories: every query stands here, and nothing here commits."""
