"""Where the steps of a complaint are."""


def at(filing, step=""):
    return f"/portal/filings/{filing.uid}/{step}"


def step_of(page):
    return page.url.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
