"""The commerce family, in the GA4 ecommerce vocabulary; amounts are exact decimals in `currency`."""

from typing import Annotated

from msgspec import Meta, Struct

from ecomdash.events import limits
from ecomdash.events.hit import Currency, Hit, Id, Money, Name, Text


class Item(Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of a cart or an order; `price` is per unit, `discount` is per unit, both in the event's currency.

    `item_id`, `item_variant` and `coupon` may be whole numbers too, `quantity` and `index` text such as "2". GA4's
    other fields of items are taken and left out: `affiliation`, `creative_name`, `creative_slot`,
    `google_business_vertical`, `item_category2` to `item_category5`, `item_list_id`, `item_list_name`, `location_id`,
    `promotion_id` and `promotion_name`.
    """

    item_id: Id
    item_name: Text | None = None
    item_brand: Text | None = None
    item_category: Text | None = None
    item_variant: Text | None = None
    price: Money | None = None
    quantity: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 1
    discount: Money | None = None
    coupon: Text | None = None
    index: Annotated[int, Meta(ge=0, le=100_000)] | None = None


Items = Annotated[list[Item], Meta(max_length=limits.ITEMS)]


class Commerce(Hit):
    """What every commerce event may carry; `value` needs `currency`, else the site's currency is taken.

    GA4's names are taken too: `transaction_id` for `order_id` and `item_list_name` (without it `item_list_id`) for
    `list_name`. Identifiers (`order_id`, `customer_id`, `promotion_id`, `coupon`, `list_name`) may be whole numbers,
    which are kept as text. Where an event has no such field, these of GA4's are taken and left out: `affiliation`,
    `creative_name`, `creative_slot`, `customer_type`, `debug_mode`, `event_timeout`, `item_list_id`,
    `item_list_name`, `location_id`, `non_interaction`, `send_to`, `shipping` and `tax`. Every other field that an
    event does not have is refused.
    """

    value: Money | None = None
    currency: Currency | None = None
    coupon: Text | None = None
    items: Items | None = None


class ViewItemList(Commerce, kw_only=True, tag="view_item_list"):
    """A list of products was shown."""

    list_name: Name | None = None


class SelectItem(Commerce, kw_only=True, tag="select_item"):
    """A product was chosen from a list."""

    list_name: Name | None = None


class ViewItem(Commerce, kw_only=True, tag="view_item"):
    """A product's page was shown."""


class AddToWishlist(Commerce, kw_only=True, tag="add_to_wishlist"):
    """A product was put on a wish list."""


class AddToCart(Commerce, kw_only=True, tag="add_to_cart"):
    """Products were put into the cart."""


class RemoveFromCart(Commerce, kw_only=True, tag="remove_from_cart"):
    """Products were taken out of the cart."""


class ViewCart(Commerce, kw_only=True, tag="view_cart"):
    """The cart was shown."""


class BeginCheckout(Commerce, kw_only=True, tag="begin_checkout"):
    """The checkout was begun."""


class AddShippingInfo(Commerce, kw_only=True, tag="add_shipping_info"):
    """Shipping was chosen."""

    shipping_tier: Name | None = None


class AddPaymentInfo(Commerce, kw_only=True, tag="add_payment_info"):
    """Payment was chosen."""

    payment_type: Name | None = None


class ViewPromotion(Commerce, kw_only=True, tag="view_promotion"):
    """A promotion was shown."""

    promotion_id: Id | None = None
    promotion_name: Name | None = None


class SelectPromotion(Commerce, kw_only=True, tag="select_promotion"):
    """A promotion was chosen."""

    promotion_id: Id | None = None
    promotion_name: Name | None = None


class Purchase(Commerce, kw_only=True, tag="purchase"):
    """An order was placed. `value` is what the customer pays, tax and shipping included; counted once per order_id."""

    order_id: Id
    customer_id: Id | None = None
    tax: Money | None = None
    shipping: Money | None = None
    discount: Money | None = None


class Refund(Commerce, kw_only=True, tag="refund"):
    """Money was given back for an order; `value` is positive. Without `value` and `items` it is the whole order."""

    order_id: Id
    customer_id: Id | None = None
