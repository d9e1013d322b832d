"""Streamlit pages, for the laptop and the wall."""
