/** The dashboard speaks English; dates and numbers take the browser's kind of English where it has one. */
export const locale: string = (typeof navigator === 'undefined' ? [] : navigator.languages).find((one) => /^en\b/i.test(one)) ?? 'en'
