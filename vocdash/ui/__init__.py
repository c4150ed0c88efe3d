"""The screens' parts: the frame around every page, filters and the URL, cached answers, charts and blocks as they are shown."""
