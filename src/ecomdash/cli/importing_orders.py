"""`ecomdash import orders`: chooses the site, runs the import and prints where every row of the file went."""

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Column, Table

from ecomdash.cli.configure import Refused
from ecomdash.cli.importing import bar, choose_site, rooms
from ecomdash.events.site import Site
from ecomdash.jobs import import_orders as job
from ecomdash.jobs.importing_invoices import survey
from ecomdash.jobs.importing_mapping import Mapping, load_mapping
from ecomdash.settings import Settings


async def import_orders(settings: Settings, path: Path, mapping_name: str, key: str | None) -> None:
    """Import an order file into a site; nothing is made for one that cannot be. Raises Refused and ImportRefused."""
    mapping = load_mapping(mapping_name)
    look = survey(path, mapping)
    async with rooms(settings) as opened:
        own_key = Path(mapping_name).stem
        site = await choose_site(
            opened.sites, key, lambda site: mapping.currency in {"", site.currency}, own_key, _fields(mapping, own_key)
        )
        if mapping.currency not in {"", site.currency, *site.rates}:
            raise Refused(
                f"the file is in {mapping.currency}; {site.name} keeps {site.currency} and has no rate for it. "
                f"Give it one in its settings, or import into a site in {mapping.currency}"
            )
        with bar(path) as progress:
            report = await job.import_orders(
                path,
                mapping,
                look,
                site=site,
                store=opened.store,
                customer_id=lambda text: opened.anonymiser.number(site.id, "customer", text),
                clock=opened.clock,
                progress=progress,
            )
    _print(site, mapping.currency or site.currency, report)


def _fields(mapping: Mapping, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": name}
    if mapping.currency:
        fields["currency"] = mapping.currency
    if mapping.shop:
        fields |= {"name": mapping.shop.name, "timezone": mapping.shop.timezone}
    return fields


def _print(site: Site, currency: str, report: job.OrdersReport) -> None:
    def money(amount: object) -> str:
        return f"{amount:,} {currency}"

    orders, refunds = _many(report.orders, "order"), _many(report.refunds, "refund")
    known = _many(report.duplicates, "order or refund", "orders and refunds")

    rows = (
        ("items of orders", report.order_rows, f"{orders}, {money(report.revenue)}"),
        ("items given back", report.refund_rows, f"{refunds}, {money(report.refunded)}"),
        ("nothing sold", report.stock_rows, f"{_many(report.stock_movements, 'stock movement')}, dropped"),
        ("known already", report.duplicate_rows, f"{known}, dropped"),
        ("unreadable", report.unreadable_rows, "dropped; the first ones are listed below"),
        ("imported before", report.earlier_rows, "by an earlier run over this file"),
    )
    table = Table("", Column("rows", justify="right"), "", box=None, header_style="bold", pad_edge=False)
    for label, count, meaning in rows:
        table.add_row(label, f"{count:,}", meaning if count else "")
    table.add_row("[bold]in the file[/]", f"[bold]{report.rows:,}[/]", f"into {site.name} (key {site.key})")
    out = Console(highlight=False)
    out.print(table)
    out.print(f"\nRevenue less refunds of this run: [bold]{money(report.revenue - report.refunded)}[/]")
    for fault in report.faults:
        typer.echo(f"  line {fault.line}: {fault.reason}")
    if report.without_country:
        out.print(f"Orders and refunds that name no country with a code: {report.without_country:,}.")
    for other, count in report.other_currencies.items():
        out.print(
            f"Orders and refunds in {other or '?'}, which {site.name} has no rate for, without revenue: {count:,}."
        )


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or f'{one}s'}"
