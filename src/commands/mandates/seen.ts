/** What this server looked at last, so that an estate that did not change is not gone through again. */
export interface Seen {
  readonly selected: Map<string, string>;
  watched: string;
}
export const nothingSeen = (): Seen => ({ selected: new Map(), watched: '' });
