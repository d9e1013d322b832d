"""Cartoquartier: map the économie sociale et solidaire of a neighbourhood with its residents."""

__version__ = "0.1.0"
