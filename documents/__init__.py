"""Results in, paper out: packet, letters and brief as PDF, Word file and preview. The one place that knows Typst and DOCX.

Every document is first a `paper.Paper`: plain strings, already formatted. What turns it into bytes is pure: the same
paper gives the same bytes.
"""
