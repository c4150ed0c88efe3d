"""A report as a document of plain words, tables and figures, and its two forms: one HTML file, and a PDF."""
