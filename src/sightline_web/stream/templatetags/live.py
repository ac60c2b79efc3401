"""`{% live "exceptions" %}...{% endlive %}`: a region that is fetched anew when a topic changes.

The region is a part of its page: it fetches the page's own address, or `url`, and takes over what differs
(`live.js`), so focus, selection, scrolling, opened details and half-typed forms stay. Several topics are listed with
a space or a comma between. `name` gives the region a fixed id where a page has several that come and go. With
`spoken=True` screen readers read a change aloud; only for a short text.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.base import token_kwargs as keywords
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sightline_web.shell.actors import actor_of
from sightline_web.stream.topics import open_topics

__all__ = ["register"]

register = template.Library()
MADE_WITHIN_MS = 5_000  # what a page shows was asked for at most so long before it is written
COUNT = "sightline_live_regions"


class _Live(Node):
    """A live region."""

    def __init__(self, topics: FilterExpression, options: dict[str, FilterExpression], inner: NodeList) -> None:
        self._topics = topics
        self._options = options
        self._inner = inner

    def render(self, context: Context) -> SafeString:
        """Return the region with what it holds; as it stands where nothing of it is open to listen to."""
        count = 1 + (context.render_context.get(COUNT) or 0)
        context.render_context[COUNT] = count
        told = {name: each.resolve(context) for name, each in self._options.items()}
        asked = str(self._topics.resolve(context)).replace(",", " ").split()
        topics = open_topics(actor_of(context["request"]), asked)
        return format_html(
            '<div class="live" id="live-{}" data-live="{}" data-live-since="{}"{}{}{}>{}</div>',
            told.get("name") or count,
            " ".join(topics),
            int(timezone.now().timestamp() * 1000) - MADE_WITHIN_MS,
            format_html(' data-live-url="{}"', told["url"]) if told.get("url") else "",
            format_html(' aria-live="{}"', "polite") if told.get("spoken") else "",
            format_html(' data-live-cut="{}"', _cut()) if count == 1 else "",
            self._inner.render(context),
        )


def _cut() -> str:
    """Return what the page says when its stream is cut; `live.js` puts the time in."""
    return _("Updates were cut off at {at}. What you see may be behind; it catches up by itself.")


@register.tag
def live(parser: Parser, token: Token) -> _Live:
    """Make a region live."""
    bits = token.split_contents()[1:]
    if not bits:
        raise template.TemplateSyntaxError("live needs a topic: {% live 'exceptions' %}")
    options = keywords(bits[1:], parser)
    inner = parser.parse(("endlive",))
    parser.delete_first_token()
    return _Live(parser.compile_filter(bits[0]), options, inner)
