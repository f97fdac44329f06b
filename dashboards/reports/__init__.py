"""Reports for people who sign them: 日报, 周报 and 月报 as a Word file and as a web page, from the warehouse.

A report is made in three steps: `facts.py` asks the warehouse (SQL in files, bound parameters), the
sections turn facts into blocks (`document.py`), and `word.py` and `page.py` write the same blocks as .docx
and .html. Nothing reads the clock: the same data give the same bytes.
"""
