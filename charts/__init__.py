"""Results in, pictures out: SVG panels and HTML pieces shared by screen and paper, and Plotly figures.

Every function is pure. HTML and SVG come back as one line of escaped text (`markup.Markup`).
"""
