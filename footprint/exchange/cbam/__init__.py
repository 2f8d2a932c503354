"""The Commission's communication template for installations (v2.1, v2.1.1): read, compared, written back."""
