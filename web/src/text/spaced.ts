/** `belongsTo` → belongs to. */
export const spaced = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, (_whole, a: string, b: string) => `${a} ${b.toLowerCase()}`);
