"""Use cases: what pages, routes and the command line call. Plain functions that know no HTTP and never commit."""
