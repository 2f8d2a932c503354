"""The EU carbon border adjustment mechanism (CBAM): scope, specific embedded emissions, free allocation, cost.

Nothing here is a product carbon footprint: boundary, gases and rules are those of Regulation (EU) 2023/956.
"""
