/** Nothing here may ever throw into the page: every listener and every public call goes through `safely`. */

/** The same action, silent when it fails, now or later. */
export const safely =
  <Values extends unknown[]>(action: (...values: Values) => unknown) =>
  async (...values: Values): Promise<void> => {
    try {
      await action(...values)
    } catch {
      // the page goes on as if the tracker were not there
    }
  }

/** Listen to every event of this type, before the page can stop it: window sees them all in the capture phase. */
export const on = <Kind extends Event>(type: string, action: (event: Kind) => unknown): void =>
  addEventListener(type, safely(action) as unknown as EventListener, true)
