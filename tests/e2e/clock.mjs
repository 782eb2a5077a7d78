// Other days: the clock of a context's pages, moved.

/** The clock of the context's pages from their next load on, so many days later; days add up. */
export const later = (context, days) => context.addInitScript((shift) => {
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
}, days * 86_400_000);
