"""The electricity model: mixes by zone from cited inputs, hours, measured series.

The inputs lie in ``open/electricity/*.csv``; :mod:`~background_db.electricity.derive` turns them into the rows of
the mixes, and ``python -m background_db.electricity`` writes the layer ``electricity_zones``.
"""
