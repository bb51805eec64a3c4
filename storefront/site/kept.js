/** What this browser keeps for the shop; one that stores nothing forgets it with the page. */

export const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key))
  } catch {
    return null
  }
}

/** A list that is kept; empty where there is none, or something else in its place. */
export const readList = (key) => {
  const found = read(key)
  return Array.isArray(found) ? found : []
}

export const write = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // storage is forbidden or full
  }
}
