"""The status of the API as it is built into the pages.

docs/assets/js/status.js and status-page.js show the same from the data of now.
"""
