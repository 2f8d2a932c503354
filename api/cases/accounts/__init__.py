"""Organisations, people, sign-in, invitations and keys."""
