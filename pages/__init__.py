"""One module per screen. Each defines the function that `dashboard.py` hands to `st.Page`; importing one runs nothing."""
