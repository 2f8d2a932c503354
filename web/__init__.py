"""The pages of the service; :mod:`web.app` joins them with the interface."""
