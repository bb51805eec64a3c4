/** Where to go after the login; only ever to a page of this dashboard. */

/** `next` where it is a path of this server, else the first page; `//host` and `/\host` are other servers to a browser. */
export function returnPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/'
}
