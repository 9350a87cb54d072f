"""Programs that run in a process of their own, bounded in memory and time, and use nothing of the app.

What they read is hostile (a workbook that asks for a billion cells ends the process that opens it), or what they
load is heavy (WeasyPrint's 100 MB must not stay in the web process).
"""
