/** A string that has been checked to be a `Name`; two brands never mix. Made only by the guards in `ids.ts`. */
declare const brand: unique symbol;
export type Brand<Name extends string> = string & { readonly [brand]: Name };
