"""Someone walks through the demo shop: home, product, cart, checkout, order."""

from playwright.sync_api import Page, expect

CAMPAIGN = "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn"
ADDRESS = {
    "Name": "Ada Example",
    "E-mail": "ada@example.com",
    "Address": "1 Example Road",
    "Town": "Bath",
    "Postcode": "BA1 1AA",
}
REFERRER = "https://mail.example.org/inbox"


def walk_storefront(page: Page, base_url: str, *, consent: bool = True, query: str = CAMPAIGN) -> str:
    """Order one stoneware mug in moss for £26.90 with shipping; the order's id.

    The page comes from REFERRER with `query`, answers the banner with `consent`, and ends on the thank-you page.
    """
    page.goto(f"{base_url}/store/{query}", referer=REFERRER)
    page.get_by_role("button", name="Yes, fine" if consent else "No, thanks").click()
    page.get_by_role("link", name="Stoneware Mug").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stoneware Mug")
    page.get_by_role("radio", name="Moss").check()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("link", name="Go to the cart").click()
    page.get_by_role("link", name="To the checkout").click()
    expect(page.get_by_role("button", name="To payment")).to_be_hidden()  # the page's script is there
    for label, words in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="To shipping").click()
    page.get_by_role("button", name="To payment").click()
    page.get_by_role("button", name="Place the order").click()
    page.wait_for_url("**/store/thanks?order=*")
    return page.locator("[data-order]").inner_text()
