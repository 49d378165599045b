import type { Instant, Place, Severity, WorkstationRecord } from '../../model/index.ts';

/** A rule's answer about one thing. No answer at all: the rule does not speak about it. */
export type Judgement =
  | {
      readonly is: 'hit';
      readonly subject: Subject;
      /** What is wrong, in one sentence with the particulars. */
      readonly message: string;
      readonly places: readonly Place[];
      /** Differs from the rule's own severity, with the reason. */
      readonly severity?: { readonly is: Severity; readonly because: string };
    }
  | { readonly is: 'clear'; readonly subject: Subject }
  | { readonly is: 'unknown'; readonly subject: Subject; readonly missing: string };

export interface Subject {
  readonly key: string;
  readonly name: string;
  readonly place: Place;
}

/** A rule over what was read on a workstation: one value, one file, with the cases that show what it means. */
export interface WorkstationRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly reference: string;
  readonly falsePositives: string;
  /** The next step for the person who sees the finding. */
  readonly runbook: string;
  judge(view: WorkstationView): readonly Judgement[];
  readonly cases: {
    readonly hit: readonly WorkstationRecord[];
    readonly clear: readonly WorkstationRecord[];
    /** Absent when the rule's facts are always there: `why` they cannot be missing. */
    readonly unknown: readonly WorkstationRecord[] | { readonly why: string };
  };
}

/** The records by type, and now. */
export interface WorkstationView {
  readonly now: Instant;
  readonly all: readonly WorkstationRecord[];
  of<T extends WorkstationRecord['type']>(type: T): readonly Extract<WorkstationRecord, { type: T }>[];
  /** Name of a holder or server, for messages. */
  nameOf(key: string): string;
}

export const hit = (
  subject: Subject,
  message: string,
  places: readonly Place[] = [subject.place],
  severity?: { readonly is: Severity; readonly because: string },
): Judgement => ({ is: 'hit', subject, message, places, ...(severity === undefined ? {} : { severity }) });
export const clear = (subject: Subject): Judgement => ({ is: 'clear', subject: subjectOf(subject) });
export const unknown = (subject: Subject, missing: string): Judgement => ({
  is: 'unknown',
  subject: subjectOf(subject),
  missing,
});

export const subjectOf = ({ key, name, place }: Subject): Subject => ({ key, name, place });
