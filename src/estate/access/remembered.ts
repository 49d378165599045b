/**
 * Values by a name that says all they rest on. A round gives what the round before it made under the same name, and lets go of
 * what nobody asked for in it.
 */
export class Remembered<V extends object> {
  #before = new Map<string, V>();
  #now = new Map<string, V>();

  of(name: string, make: () => V): V {
    const known = this.#now.get(name);
    if (known !== undefined) return known;
    const value = this.#before.get(name) ?? make();
    this.#now.set(name, value);
    return value;
  }

  /** A new round begins. */
  turn(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }
}
