"""The pages: one module each, with a documented context that its template reads."""
