"""Streamlit pieces that several screens share."""
