/** The script tag that brought the tracker in: its attributes are the whole configuration. */

export const script = document.currentScript as HTMLScriptElement

export const attributes = script.dataset

/** Beside the script, so that a proxy under any path works, unless the site names another address. */
export const endpoint = new URL(attributes.endpoint || 'api/v1/analytics/track/batch', script.src)
