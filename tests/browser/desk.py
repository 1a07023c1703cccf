"""What the journeys of the desk do again and again: wait for what they see, never for time."""

from __future__ import annotations

# Where the focus is, and whether a person can see it: itself or what frames it has a line around it, on the screen.
FOCUS = """() => {
  const here = document.activeElement;
  const box = (here.labels?.[0] ?? here).getBoundingClientRect();
  const lined = (one) => one && (({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none")(getComputedStyle(one));
  const around = ["rich-text", ".composer", ".row", ".search", "dialog"].map((name) => here.closest(name));
  const frames = [here, here.labels?.[0], here.parentElement, ...around];
  return {
    lost: here === document.body || !here.isConnected,
    seen: frames.some(lined) && box.bottom > 0 && box.top < innerHeight,
    where: `${here.outerHTML.slice(0, 120)} at ${box.top}-${box.bottom} of ${innerHeight}`,
  };
}"""


def focus_stays(page) -> None:
    """Fail when the focus is nowhere, or where nobody sees it."""
    found = page.evaluate(FOCUS)
    assert not found["lost"], f"the focus is lost: {found['where']}"
    assert found["seen"], f"the focus cannot be seen: {found['where']}"


def alive(page) -> None:
    """Wait until the page's scripts listen: a person is never so quick."""
    page.wait_for_function("() => document.documentElement?.dataset.keys && document.readyState === 'complete'")


def has_focus(page, selector: str) -> None:
    page.wait_for_function("selector => document.activeElement?.matches(selector)", arg=selector)


def settled(page) -> None:
    """Wait until what htmx has asked for is there."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
    )


def tab_to(page, selector: str, most: int = 60) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


def editor(page):
    """The composer's editor, once it is alive."""
    found = page.locator("#composer [contenteditable=true]")
    found.wait_for()
    return found


def words(page) -> str:
    """What stands in the composer."""
    return editor(page).inner_text().strip()


def write(page, text: str) -> None:
    editor(page).click()
    page.keyboard.type(text)


def kept(page) -> None:
    """Wait until the server says that it has what was typed."""
    page.wait_for_function("() => /\\d/.test(document.getElementById('draft-says')?.textContent)")


def said(page) -> list[str]:
    """The messages of the conversation that is shown."""
    return [one.strip() for one in page.locator("#timeline .message-body").all_inner_texts()]


def draft_saves(page):
    """`with draft_saves(page) as saved`: the answer to the next saving of a draft."""
    return page.expect_response(lambda answer: "/drafts/" in answer.url and answer.request.method == "POST")
