"""The exchange of footprints with partners (PACT): publishing, partners, requests and answers, fetching."""
