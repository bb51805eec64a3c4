/** Reads what people type where a list is asked for. */

/** Hosts from addresses or names parted by spaces, commas or lines; schemes, paths and ports are left away. */
export function parseDomains(text: string): string[] {
  const hosts = text
    .split(/[\s,;]+/)
    .map((part) => part.replace(/^[a-z]+:\/\//i, '').replace(/[/:?#].*$/, '').toLowerCase())
    .filter((part) => part !== '')
  return [...new Set(hosts)]
}

/** Names parted by spaces, commas or lines. */
export function parseNames(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))]
}
