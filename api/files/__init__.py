"""Files from strangers: taken in piece by piece, looked at by content, kept under their hash."""
