const longest = 2000;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A text of an address under its name, or nothing where it is none. */
export const textIn = <N extends string>(name: N, value: unknown): { readonly [K in N]?: string } => {
  const part: { [K in N]?: string } = {};
  // the router reads an address as JSON where it can: a key that is a number is a text all the same
  const said = typeof value === 'number' ? String(value) : value;
  if (typeof said === 'string' && said.trim() !== '') part[name] = said.trim().slice(0, longest);
  return part;
};

/** The moment that an address asks about, or nothing: now. */
export const momentIn = (at: unknown): { readonly at?: string } =>
  typeof at === 'string' && moment.test(at) && !Number.isNaN(Date.parse(at)) ? { at } : {};
