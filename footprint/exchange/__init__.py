"""Exchange: pure readers and writers, bytes in and bytes out. They speak codes; words are handed in."""
