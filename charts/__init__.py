"""Results in, pictures out: SVG panels shared by screen and paper, and Plotly figures."""
