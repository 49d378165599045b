/** As of when an identity is shown, in the address; absent: now. */
export interface AtMoment {
  readonly at?: string;
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads an address leniently: what is no moment is now. */
export function readMoment({ at }: Readonly<Record<string, unknown>>): AtMoment {
  return typeof at === 'string' && moment.test(at) && !Number.isNaN(Date.parse(at)) ? { at } : {};
}
