"""Declarations: from a calculation over review to the register.

``acts`` says which acts there are and who may do them when; ``workflow`` does them; ``making`` is the holder's
side, ``reviewing`` the labelling body's, ``publishing`` brings a verified one into the register. ``listing`` reads.
"""
