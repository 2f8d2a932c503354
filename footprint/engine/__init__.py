"""Matrices and solvers. The only place that may import Brightway."""
