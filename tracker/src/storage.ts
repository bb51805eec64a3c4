/** Where things are kept: on the device only with consent, in memory otherwise, and nowhere after an opt-out. */

import { attributes } from './script'

type Store = Record<string, string | number | boolean>

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean
  }
}

const implied = attributes.consent === 'implied'
const possible = attributes.consent !== 'never-store' && !(navigator.globalPrivacyControl && attributes.respectGpc !== 'off')

let memory: Store = {}

export let disk: Store

try {
  disk = localStorage as unknown as Store
} catch {
  disk = {} // a sandboxed frame
}

/** Whether ids and the queue may live on the device. */
export const consented = (): unknown => possible && (disk.ecomdash_consent ?? implied)

/** The store that may be used now. */
export const store = (): Store => (consented() ? disk : memory)

/** The keys of what is held under this prefix, in order. */
export const held = (prefix: string): string[] => Object.keys(store()).filter((key) => key.match(prefix)).sort()

// The store is looked up once: dropping the consent itself would change the answer half-way.
export const drop = (keys: string[], kept = store()): unknown => keys.map((key) => Reflect.deleteProperty(kept, key))

/** Whether nothing at all may be sent. */
export const optedOut = (): unknown => disk.ecomdash || ('respectDnt' in attributes && +(navigator.doNotTrack as string) > 0)

/** Remember the visitor's choice; a refusal leaves nothing behind, except where silence would mean yes. */
export const consent = (given: boolean): void => {
  if (!possible) return
  if (given) {
    Object.assign(disk, memory)
    memory = {}
  } else if (consented()) drop(held('^ecomdash_'))
  if (given || implied) disk.ecomdash_consent = given || ''
}

/** Forget everything and send nothing any more from this device. */
export const optOut = (): void => {
  drop(held('^ecomdash_'))
  disk.ecomdash = 1
}
