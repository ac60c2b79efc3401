"""The documentation: Markdown pages, built offline; a warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

project = "Sightline"
author = "The Sightline authors"
copyright = "the Sightline authors, Apache-2.0"
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "declarations_page"]
exclude_patterns = ["_build", "_ext", "**/README.md", "glossary.*.md"]  # the words in other languages are for the app
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
myst_ref_domains = ["std"]  # a link names a page or a heading, never a Python object
myst_links_external_new_tab = False

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = False
napoleon_use_rtype = False
default_role = "code"
add_module_names = False

html_theme = "furo"
html_title = "Sightline"
html_static_path = ["_static"]
html_css_files = ["sightline.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {"color-brand-primary": "#14527a", "color-brand-content": "#14527a"},
    "dark_css_variables": {"color-brand-primary": "#8cc4ee", "color-brand-content": "#8cc4ee"},
}
