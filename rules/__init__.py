"""Product category rules as data: files, loader, registry, worked cases; label schemes."""
