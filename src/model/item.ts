/**
 * A piece of a source that stands by itself: a line of a table, an element of a list. Its print is a keyed hash of its
 * bytes and of everything else that its records depend on, so equal prints mean equal records.
 */
export interface ItemPrint {
  readonly hi: number;
  readonly lo: number;
  readonly more: number;
}

/** An item that was read and made into records. `skippable` turns false when something about it has to be said each time. */
export interface ReadItem {
  readonly print: ItemPrint;
  skippable: boolean;
}

/** What the last complete read of a source had, item by item. */
export interface ItemMemory {
  /**
   * How many records the item gave when it was there last; they count as given again. Undefined when it was not there, or
   * was met already: then it has to be read.
   */
  meet(print: ItemPrint): number | undefined;
}
