import type {
  CredentialType,
  Held,
  HeldCredentialRecord,
  HolderRecord,
  Instant,
  Place,
  ReachRecord,
  Surface,
  WorkstationGapRecord,
  WorkstationRecord,
} from '../../../model/index.ts';
import type { JudgedSecret } from './secret-shapes.ts';

/** One file as the host hands it to a reader: bounded, regular, decoded. */
export interface FoundFile {
  /** From the root that was scanned, with `/`. */
  readonly relative: string;
  readonly base: string;
  /** As shown to a person. */
  readonly shown: string;
  readonly text: string;
  readonly changedAt: Instant;
  /** Others may read it; absent where modes say nothing. */
  readonly readableByOthers?: boolean;
  /** In the index of the repository that holds it; absent when it is in none, or the index could not be read. */
  readonly trackedByGit?: boolean;
  /** An example, template or test by its name or folder. */
  readonly sample: boolean;
}

/** What is known about a credential besides its value. */
export interface CredentialDetail {
  readonly surface: Surface;
  readonly line?: number;
  readonly credential?: CredentialType;
  readonly shape?: string;
  readonly held?: Held;
  readonly lifetime?: 'static' | 'short';
  readonly expiresAt?: Instant;
  readonly encrypted?: boolean;
  readonly hardware?: boolean;
  readonly detail?: string;
  /** Tells it from others in its file; parts joined by `joinKeys`. */
  readonly id?: string;
}

/** What a reader makes records with. Only `credential` and `judged` take a secret; what they return holds none. */
export interface ReadContext {
  readonly file: FoundFile;
  readonly now: Instant;
  place(line?: number): Place;
  key(kind: string, ...parts: readonly string[]): string;
  holder(title: string, name: string, kind: HolderRecord['kind'], line?: number): HolderRecord;
  /** A value known to be a secret by where it stands. Placeholders give nothing; references say what they point at. */
  credential(
    holderKey: string,
    name: string,
    value: string,
    detail: CredentialDetail,
  ): readonly HeldCredentialRecord[];
  /** A value that is a secret only if its form or name says so. */
  judged(
    holderKey: string,
    name: string,
    value: string,
    detail: CredentialDetail,
  ): readonly HeldCredentialRecord[];
  /** A credential whose value is not in this file at all (certificate, plug-in, single sign-on). */
  described(
    holderKey: string,
    name: string,
    detail: CredentialDetail & { readonly held: Held },
  ): HeldCredentialRecord;
  /** Where a value leads, when it is a URL with a host or a known vendor's token. */
  reachOf(fromKey: string, value: string, line?: number, judged?: JudgedSecret): readonly ReachRecord[];
  reach(fromKey: string, kind: ReachRecord['kind'], target: string, line?: number): ReachRecord;
  gap(what: string, why: string, line?: number): WorkstationGapRecord;
  hide(secret: string): void;
}

/** One kind of file. A reader is a value in `readers/index.ts`; adding one is a file, a test and a line there. */
export interface Reader {
  readonly id: string;
  readonly title: string;
  /** Places below a home folder, for a scan without a path; a trailing `/` means the files in that folder. */
  readonly home: readonly string[];
  readonly maxBytes?: number;
  matches(relative: string, base: string): boolean;
  read(context: ReadContext): readonly WorkstationRecord[];
}

/** `relative` is that path, or ends in it at a folder's boundary. */
export const endsIn = (relative: string, path: string): boolean =>
  relative === path || relative.endsWith(`/${path}`);
