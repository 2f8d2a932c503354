"""Rules in the formats of others: what a format can hold is written, the rest is listed by name."""
