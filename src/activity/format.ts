import type { Result } from '../model/index.ts';
import type { ActivityEvent } from './event.ts';
import type { Signal } from './signal.ts';
import { ocsfOf, type Product } from './to-ocsf.ts';
import type { Told } from './told.ts';

/** What a format may use beside the event itself. */
export interface Reading {
  /** A keyed fingerprint of what may be a secret; the same key gives the same fingerprint. */
  readonly fingerprint: (secret: string) => string;
}

/** One type of log. Adding one is a folder and a line in `formats.ts`. */
export interface ActivityFormat {
  readonly id: string;
  readonly title: string;
  /** Judged by the shape of the event alone, never by a file’s name. */
  is(event: Readonly<Record<string, unknown>>): boolean;
  /** The event in OCSF, or why it cannot be told. Pure; never throws for anything that JSON can hold. */
  map(event: Readonly<Record<string, unknown>>, reading: Reading): Result<ActivityEvent>;
  /** What a product says of somebody, where this is no event of theirs; undefined for events. */
  signal?(event: Readonly<Record<string, unknown>>): Result<Signal> | undefined;
}

/** A format of a vendor’s own: what its events tell is written down in OCSF in one place for all. */
export const vendorFormat = (
  format: Omit<ActivityFormat, 'map'> & {
    readonly product: Product;
    told(event: Readonly<Record<string, unknown>>, reading: Reading): Result<Told>;
  },
): ActivityFormat => ({
  id: format.id,
  title: format.title,
  is: (event) => format.is(event),
  map: (event, reading) => {
    const told = format.told(event, reading);
    return told.ok ? { ok: true, value: ocsfOf(told.value, format.product) } : told;
  },
});
