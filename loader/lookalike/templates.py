"""How pages are made of their templates: one way for reports, evaluations and papers."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

STYLE = Path(__file__).with_name("style")  # what reports and pages look like, both


def page_environment(*folders: Path) -> Environment:
    """Return an environment for the templates of HTML pages in these folders.

    What is put into a page is escaped, and a name that is not known raises UndefinedError.
    """
    return Environment(
        loader=FileSystemLoader((*folders, STYLE)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
