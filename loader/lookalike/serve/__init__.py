"""Pages on which people look at pictures and decide about them, in a browser.

Each request goes to the database as the role of the person who asks. So the guards of the database
are those of the pages, which have no rights of their own.
"""
