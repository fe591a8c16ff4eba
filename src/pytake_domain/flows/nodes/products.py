"""Products of a catalogue in messages."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from pytake_domain.flows.build import Build, LocalText, Say, said
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import Content, Product, ProductList, ProductSection
from pytake_domain.whatsapp import interactive_limits as provider

Make: TypeAlias = Callable[[Run, str], Content]
LONGEST_ID = 200
_LONGEST_CATALOG = 128
_LONGEST_TITLE = 24


class ProductSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a catalogue."""

    catalog_id: str
    product_id: str


class ProductGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Products under a heading."""

    title: LocalText
    product_ids: tuple[str, ...]


class ProductsSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Several products of a catalogue; the message's `header` stands above them."""

    catalog_id: str
    sections: tuple[ProductGroup, ...]


def product_maker(build: Build, drawn: ProductSpec, footer: Say | None) -> Make:
    """Makes one product."""
    catalog = build.say(drawn.catalog_id, "product.catalog_id", _LONGEST_CATALOG)
    product = build.say(drawn.product_id, "product.product_id", LONGEST_ID)
    return lambda run, body: Product(
        catalog_id=catalog(run), product_id=product(run), body=body.strip() or None, footer=said(footer, run)
    )


def products_maker(build: Build, drawn: ProductsSpec, header: LocalText | None, footer: Say | None) -> Make:
    """Makes a list of products."""
    catalog = build.say(drawn.catalog_id, "products.catalog_id", _LONGEST_CATALOG)
    heading = build.say(header or "", "header", provider.HEADER)
    total = sum(len(group.product_ids) for group in drawn.sections)
    if not drawn.sections:
        build.problem("required", "products.sections")
    for count, most in ((len(drawn.sections), provider.MOST_SECTIONS), (total, provider.MOST_PRODUCTS)):
        if count > most:
            build.problem("too_many", "products.sections", most=most, count=count)
    groups = []
    for place, group in enumerate(drawn.sections):
        at = f"products.sections.{place}"
        if not group.product_ids:
            build.problem("required", f"{at}.product_ids")
        ids = [build.say(one, f"{at}.product_ids.{n}", LONGEST_ID) for n, one in enumerate(group.product_ids)]
        groups.append((build.say(group.title, f"{at}.title", _LONGEST_TITLE), ids))
    return lambda run, body: ProductList(
        catalog_id=catalog(run),
        header=heading(run),
        body=body,
        sections=tuple(
            ProductSection(title=title(run), product_ids=tuple(one(run) for one in ids)) for title, ids in groups
        ),
        footer=said(footer, run),
    )
