import type { z } from 'zod';
import type {
  Change,
  Instant,
  Keeps,
  Observation,
  ObservationType,
  ReadItem,
  TargetState,
} from '../../model/index.ts';
import type { FieldMapping, MappedRecord } from '../../platform/wire/field-mapping.ts';
import type { Items } from './items.ts';

/** What a connector can do, declared, so that a page can say it before anything runs. */
export interface Capabilities {
  /** Types of observation it may give; the host refuses any other. A gap may always be told. */
  readonly reads: readonly Exclude<ObservationType, 'gap'>[];
  /** Said on every answer that could depend on it. */
  readonly doesNotRead: readonly string[];
  readonly writes: readonly Change['type'][];
  /** The exact permissions the read (and write) credential needs, as the vendor names them. */
  readonly permissions: { readonly read: readonly string[]; readonly write: readonly string[] };
}

/** What the host gives a reader: bounded, interruptible, and the only way to a secret or the time. */
export interface ReadContext<Config> {
  readonly config: Config;
  readonly now: Instant;
  readonly signal: AbortSignal;
  /** Keyed fingerprint (HMAC-SHA-256, hex) of a secret seen while reading; the secret itself goes no further. */
  fingerprint(secret: string): string;
  /** A password named in the configuration as `env:NAME` or `file:PATH`, or from the credential store. */
  secret(reference: string): Promise<string>;
  /**
   * Items of one kind, for a reader that can tell them apart before reading them. `about` names everything besides its own
   * bytes that an item's records depend on: the mapping, the header.
   */
  items(about: string): Items;
  /** Takes every byte that items come from, in order and before they are met: what the read's digest then stands for. */
  saw(bytes: Uint8Array): void;
}

/** What a caller gives; the host adds the rest. */
export type CallerContext<Config> = Omit<ReadContext<Config>, 'items' | 'saw'>;

/** Up to a few thousand observations. `complete` on the last page says that nothing is missing but the gaps listed. */
export interface ReadPage {
  readonly observations: readonly Observation[];
  readonly complete?: boolean;
  /** On the last page, of a complete read to which a whole part of the source was closed: what stays although it is not shown. */
  readonly keeps?: Keeps;
  /** The item that each observation comes from, where there is one; those of one item follow each other. */
  readonly items?: readonly (ReadItem | undefined)[];
  /** What the source called this page, when it pages by token; the host refuses a source that gives one twice. */
  readonly token?: string;
}

/** One part of a source and what becomes of it: a file, read as records of one type, field by field. */
export interface Part {
  readonly file: string;
  readonly record: Exclude<ObservationType, 'gap'>;
  /** What each field of the record is made from: a column, or the same text for every record. */
  readonly fields: readonly { readonly field: string; readonly from: string; readonly isConstant: boolean }[];
}

/** Which parts a read would take, and the file that says so. */
export interface Parts {
  readonly saidIn: string;
  readonly parts: readonly Part[];
}

/** A column of a table, and what it could mean. */
export interface ProposedColumn {
  readonly column: string;
  readonly fields: readonly {
    readonly field: string;
    readonly because: string;
    /** What the column writes → what it means, of a field with a closed choice. */
    readonly values: Readonly<Record<string, string>>;
  }[];
  /** Why it means nothing, where its name spoke for something. */
  readonly left: string | null;
  /** Some values, cut short. */
  readonly samples: readonly string[];
  /** Its values are not shown: they could be secrets. */
  readonly isHidden: boolean;
  /** All its values, where they are a few words. */
  readonly words: readonly string[];
}

export interface ProposedTable {
  readonly file: string;
  readonly delimiter: FieldMapping['files'][number]['delimiter'];
  /** Null: its columns fill nothing, or it is left out; `why` says so. */
  readonly record: MappedRecord | null;
  readonly why: string | null;
  readonly columns: readonly ProposedColumn[];
  readonly moreColumns: number;
  readonly constants: Readonly<Record<string, string>>;
}

/** A mapping that nobody confirmed, and what it can be corrected to. */
export interface MappingProposed {
  readonly tables: readonly ProposedTable[];
  readonly records: readonly {
    readonly record: MappedRecord;
    readonly fields: readonly {
      readonly name: string;
      readonly isNeeded: boolean;
      /** The closed choice; null: any text. */
      readonly words: readonly string[] | null;
    }[];
  }[];
}

/** Reading a source. One value a connector; the host pages, bounds, retries and distrusts. */
export interface Connector<Config> {
  readonly id: string;
  readonly title: string;
  readonly config: z.ZodType<Config>;
  readonly capabilities: Capabilities;
  /** Turns `--source id=LOCATION` into a configuration, or throws Fault `input_invalid` saying what a location looks like. */
  locate(location: string): Config;
  /** What a question's resource can mean here, in the words of `resourcePattern`, when people write it otherwise. */
  spellings?(question: { readonly action: string; readonly resource: string }): readonly string[];
  /** What a right allows that its words do not say, for the ones that lead to more: `create` on `serviceaccounts/token`. */
  meanings?(right: { readonly action: string; readonly resourcePattern: string }): readonly string[];
  /** Which parts of this source would be read, where the source itself says so. Reads no record. */
  parts?(context: Pick<ReadContext<Config>, 'config' | 'signal'>): Promise<Parts>;
  /** What its tables could mean, where nothing says so yet; undefined: it is said. Keeps nothing. */
  propose?(context: Pick<ReadContext<Config>, 'config' | 'signal'>): Promise<MappingProposed | undefined>;
  /** The configuration with what somebody accepted as their meaning, or throws Fault `input_invalid`. */
  withMapping?(config: Config, mapping: FieldMapping): Config;
  read(context: ReadContext<Config>): AsyncIterable<ReadPage>;
}

/**
 * Changing a target. Loaded only in the enforcer. `observe` tells the state of the one thing the change touches, in the
 * shape that the change type defines; `apply` and `restore` are idempotent and atomic at the target.
 */
export interface TargetWriter {
  observe(change: Change): Promise<TargetState>;
  apply(change: Change): Promise<void>;
  /** Puts back exactly the pre-image that `observe` gave before `apply`. */
  restore(change: Change, preImage: TargetState): Promise<void>;
  /**
   * Makes the change, or puts `preImage` back, and takes it back before anybody can see it: whether the target would let
   * it. Throws as `apply` does. Absent: this kind of target has no way to try.
   */
  rehearse?(change: Change, preImage?: TargetState): Promise<void>;
  close(): Promise<void>;
}
