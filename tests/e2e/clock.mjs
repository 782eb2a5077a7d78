// Other days: the clock of a context's pages, moved.

/** Sets the clock of the context's pages, from their next load on, so many milliseconds later; they add up. */
export const shift = (context, millis) => context.addInitScript((shift) => {
  const { Date: Before } = globalThis;
  globalThis.Date = class extends Before {
    constructor(...parts) {
      if (parts.length) super(...parts);
      else super(Before.now() + shift);
    }

    static now() {
      return Before.now() + shift;
    }
  };
}, millis);

/** The same by days. */
export const later = (context, days) => shift(context, days * 86_400_000);
