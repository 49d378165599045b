import { dangersOf } from './dangers.ts';
import { parsePlace } from './names.ts';

/** What a right allows that its words do not say; a right on everything holds each of the dangers. */
export function meanings(right: {
  readonly action: string;
  readonly resourcePattern: string;
}): readonly string[] {
  const place = parsePlace(right.resourcePattern);
  return place === undefined ? [] : dangersOf({ verb: right.action, place }).map(({ says }) => says);
}
