/** A file whose rows a question reads, with how each attribute of OCSF is written in it. */
export interface Source {
  /** What stands after `FROM`. */
  readonly from: string;
  /** A row by itself, as one JSON text. */
  readonly row: { readonly from: string; readonly text: string };
  /** An attribute as a text: of JSON as JSON has it, in quotes where it is a text; NULL where it is not there. */
  readonly raw: (...path: readonly string[]) => string;
  /** The same of what is `whole`. */
  readonly within: (whole: string, ...path: readonly string[]) => string;
  readonly has: (...path: readonly string[]) => string;
  /** The things that it was done on, of which so many are looked at. */
  readonly things: {
    readonly most: number;
    readonly count: string;
    readonly raw: (n: number, attribute: string) => string;
    readonly has: (n: number) => string;
  };
  /** The time in milliseconds, NULL where it is none. */
  readonly ms: string;
  /** What is told otherwise than by these columns, or is no event. */
  readonly odd: readonly string[];
  readonly isQuoted: boolean;
  /** Whether one of these is there and no text. */
  readonly otherThanWords: (raws: readonly string[]) => string;
  /** Whether this is there and no object. */
  readonly otherThanObject: (whole: string, member: string) => string;
}

/** A text that an attribute is compared with, as it stands in a file whose texts are in quotes or not. */
export const sqlWord = ({ isQuoted }: Pick<Source, 'isQuoted'>, text: string): string =>
  isQuoted ? `'"${text}"'` : `'${text}'`;

/** The most things that one event was done on which are counted in SQL. */
export const mostThings = 3;
