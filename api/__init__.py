"""Every programmatic interface: HTTP, command line, documents; owns storage and the texts of both."""
