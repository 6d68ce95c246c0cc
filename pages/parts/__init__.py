"""Streamlit pieces that several screens use."""
