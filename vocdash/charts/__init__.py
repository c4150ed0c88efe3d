"""Charts: domain values in, one Altair chart with its alt text and table out. Pure functions, no database, no Streamlit."""
