import type { Observation } from '../../model/index.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { cut, Kept } from './kept.ts';
import { directoryKey, objectScopeKey, unitKey } from './keys.ts';

/** Where in the directory a role is held. */
export interface Scope {
  readonly key: string;
  readonly name: string;
  readonly isWhole: boolean;
}

/** The whole tenant (`/`), an administrative unit (`/administrativeUnits/ID`) or one object (`/ID`). */
export class Scopes {
  readonly #units = new Kept<string>('administrative units');
  readonly #met = new Map<string, Scope>();

  async read(asking: Asking): Promise<void> {
    for await (const { id, displayName } of asking.each(endpoints.units))
      this.#units.set(id, displayName ?? id);
  }

  of(written: string): Scope {
    const known = this.#met.get(written);
    if (known !== undefined) return known;
    const [, unit] = /^\/administrativeUnits\/(.+)$/i.exec(written) ?? [];
    const scope =
      written === '/'
        ? { key: directoryKey, name: 'the directory', isWhole: true }
        : unit === undefined
          ? {
              key: objectScopeKey(cut(written.replace(/^\//, ''), 500)),
              name: cut(written, 500),
              isWhole: false,
            }
          : { key: unitKey(cut(unit, 500)), name: cut(this.#units.get(unit) ?? unit, 1000), isWhole: false };
    this.#met.set(written, scope);
    return scope;
  }

  /** The parts of the directory that were met; the directory itself is told beside them. */
  *observe(): Iterable<Observation> {
    for (const { key, name, isWhole } of this.#met.values())
      if (!isWhole)
        yield {
          type: 'resource',
          key,
          name,
          kind: key.includes('/administrativeunit/') ? 'administrative unit' : 'directory object',
          parentKey: directoryKey,
        };
  }
}
