import { momentIn } from '../../asking/address.ts';

/** As of when an identity is shown, in the address; absent: now. */
export interface AtMoment {
  readonly at?: string;
}

/** Reads an address leniently: what is no moment is now. */
export const readMoment = ({ at }: Readonly<Record<string, unknown>>): AtMoment => momentIn(at);
