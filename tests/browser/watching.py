"""A page that is watched: what a browser complains of, axe finds, or a phone has to scroll for."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page, Request

# Without preloading, for which axe tries inline styles, and the site's policy refuses those.
AXE = "async () => (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations"
# The console has what the policy refuses too, but not every browser puts all of it there as an error.
POLICY = """document.addEventListener("securitypolicyviolation",
    event => console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI || event.sample}`))"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Watched:
    """
    ``complaints``: errors on the console, refusals by the site's policy, and requests to other hosts.

    ``expected``: statuses that the test asks for, which a browser puts on the console as errors.
    """

    def __init__(self, page: Page, *, own: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self._own = urlsplit(own).netloc
        page.add_init_script(POLICY)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._see)

    def axe(self) -> list[str]:
        """What axe finds wrong, each with the first place of it."""
        self.page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
        found = self.page.evaluate(AXE)
        return [f"{each['id']}: {each['help']} ({each['nodes'][0]['html'][:200]})" for each in found]

    def wider_than_its_window(self) -> int:
        """Pixels that one would have to scroll sideways."""
        wider: int = self.page.evaluate(WIDER)
        return wider

    def in_both_colours(self) -> Iterator[str]:
        for colours in ("light", "dark"):
            self.page.emulate_media(color_scheme=colours)
            yield colours

    def _hear(self, message: ConsoleMessage) -> None:
        asked_for = any(f"status of {status}" in message.text for status in self.expected)
        if message.type in {"error", "warning"} and not asked_for:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _see(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self._own and not request.url.startswith("data:"):
            self.complaints.append(f"{self.page.url}: asked {request.url}")
