/** Which logs this server is reading: one reading of a log at a time, and how far each is. */
export class LogReadings {
  readonly #events = new Map<string, number>();
  readonly #last = new Map<string, Promise<unknown>>();

  /** Events read so far; null: it is not being read. */
  eventsOf(log: string): number | null {
    return this.#events.get(log) ?? null;
  }

  /** Runs after whoever is reading this log already; `count` is told of the events that were read. */
  async inTurn<T>(log: string, work: (count: (events: number) => number) => Promise<T>): Promise<T> {
    const before = this.#last.get(log) ?? Promise.resolve();
    const turn = before.then(async () => {
      this.#events.set(log, 0);
      try {
        return await work((events) => {
          const sum = (this.#events.get(log) ?? 0) + events;
          this.#events.set(log, sum);
          return sum;
        });
      } finally {
        this.#events.delete(log);
      }
    });
    const settled = turn.catch(() => undefined);
    this.#last.set(log, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(log) === settled) this.#last.delete(log);
    }
  }
}
