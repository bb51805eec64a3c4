/** Clicks that lead off the page: files, and links to other sites. */

import { on } from './safely'
import { track } from './track'

const follow = (event: MouseEvent): void => {
  // Where there is no link this ends in the listener's guard; anchors, mailto: and the like have no host.
  const link = (event.target as Element).closest('a') as HTMLAnchorElement
  const type = /\.(pdf|zip|csv|docx?|xlsx?|mp[34])$/i.test(link.pathname)
    ? 'file_download'
    : link.host !== location.host && 'outbound_link'
  if (link.host && type && event.button < 2) track(type, { target_url: link.href.slice(0, 2048) })
}

on('click', follow)
on('auxclick', follow)
