/** What each reason for leaving an event out means for a shop owner, and what, if anything, they should do about it. */

export interface Reason {
  meaning: string
  /** What to do; undefined where nothing needs to be done. */
  action?: string
}

const REASONS: Record<string, Reason> = {
  bot: {
    meaning: 'Sent by a crawler or another program. Kept apart from people, and listed by name under Bots.',
  },
  duplicate_event: {
    meaning: 'The same event arrived again, for example because a phone resent it after a lost connection. Counted once.',
  },
  duplicate_order: {
    meaning: 'An order with this number was already counted, for example after a reload of the thank-you page.',
    action: 'If different orders are left out, give each its own order_id.',
  },
  unreadable: {
    meaning: 'A line of an imported file was cut off or has another format; or a record of the ingest log was damaged or written by a newer version.',
    action: 'If nothing was imported, check the disk and that every process runs the same version.',
  },
  not_a_page: {
    meaning: 'A line of an imported server log that asked for an image, a script or a feed and not for a page.',
  },
  not_successful: {
    meaning: 'A line of an imported server log that was answered with a redirect or an error.',
  },
  stock_movement: {
    meaning: 'An imported invoice on which nothing was sold, for example a stock correction.',
  },
  malformed: {
    meaning: 'The request was not readable JSON.',
    action: 'Look at what your own code or tag manager sends; Last refusals, below, tells of the latest since the server started where they break.',
  },
  invalid_field: {
    meaning: 'A field had a wrong type or a value that it cannot have, for example a price as text.',
    action: 'Correct it where the event is sent; Last refusals, below, names the field of the latest since the server started.',
  },
  unknown_field: {
    meaning: 'An event had a field that does not exist, often a misspelt name.',
    action: 'Correct it, or put your own values under properties; Last refusals, below, names it for the latest since the server started.',
  },
  too_large: {
    meaning: 'A request over 1 MB, or a text far longer than any real one.',
    action: 'Send less per request, up to 100 events each.',
  },
  too_many_events: {
    meaning: 'A batch of more than 100 events.',
    action: 'Send batches of at most 100 events.',
  },
  too_old: {
    meaning: 'The event happened more than 48 hours before it arrived.',
    action: 'Import older events with an ingest token.',
  },
  unknown_site: {
    meaning: 'The site key of the request belongs to no site here.',
    action: 'Compare data-api-key in your script tag with the one under Settings, Install.',
  },
  opted_out: {
    meaning: 'The visitor’s browser asks not to be tracked, and this site honours that.',
  },
  disk_full: {
    meaning:
      'The ingest log could take no more: the server’s disk was nearly full, or the log’s own servers were away. Browsers keep such events for a while and send them again.',
    action: 'Free disk space on the server, and see what /api/v1/health says of the log.',
  },
}

/** The explanation of a reason; a reason that only a newer server knows has its label alone. */
export function explain(reason: string): Reason | undefined {
  return REASONS[reason]
}
