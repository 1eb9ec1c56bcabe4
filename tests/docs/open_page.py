"""Asks the widget on a page as its visitor and prints the answer: ``python -m tests.docs.open_page URL QUESTION``."""

import sys
import time

from playwright.sync_api import Error, Page

from tests.server.widget.browsing import asked, chromium

LIMIT_S = 60


def open_patiently(page: Page, url: str) -> None:
    """Open a page whose server may still be starting."""
    deadline = time.monotonic() + LIMIT_S
    while True:
        try:
            page.goto(url)
            return
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def main(url: str, question: str) -> None:
    with chromium() as browser:
        page = browser.new_page()
        open_patiently(page, url)
        page.get_by_role("button", name="Ask about careers").click()
        answer = asked(page, question)
        print("On the page:", " ".join(answer.inner_text().split()))
        with page.context.expect_page() as opened:
            answer.locator(".chip").first.click()
        print("Marked in the guide:", opened.value.locator(".quoted").first.inner_text())


if __name__ == "__main__":
    main(*sys.argv[1:])
