/** The tag every leaf carries. */
export const leafVersion = 'countersign/entry/v1';

/**
 * The exact text of a leaf around a draft that is already canonical JSON: RFC 8785 orders the members entry, seq,
 * sequencedAt, v, writer, so nothing has to be parsed or sorted again.
 */
export const leafText = (draft: string, seq: number, sequencedAt: string, writer: string): string =>
  `{"entry":${draft},"seq":${seq},"sequencedAt":"${sequencedAt}","v":"${leafVersion}","writer":"${writer}"}`;

/** An entry as the verifier reads it: plain text fields, checked for shape only. */
export interface EntryView {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly via: readonly string[] };
  readonly subjects: readonly string[];
  readonly causedBy: readonly string[];
  readonly correlation: string;
  readonly policy: string | null;
  readonly basis: Readonly<Record<string, string>>;
  readonly blobs: readonly { readonly id: string; readonly name: string; readonly commitment: string }[];
  readonly body: Readonly<Record<string, unknown>>;
}

export interface LeafView {
  readonly v: string;
  readonly seq: number;
  readonly sequencedAt: string;
  readonly writer: string;
  readonly entry: EntryView;
}
