import type { UnkeptEnd } from './causation-ends.ts';
import type { SoleEnrolment } from './signers.ts';

export interface Problem {
  /** The first wrong sequence number; null when it concerns no entry. */
  readonly seq: number | null;
  readonly what: string;
  readonly expected?: string;
  readonly found?: string;
}

/** One of the three questions, answered. */
export interface Verdict {
  readonly holds: boolean;
  /** The lowest sequence number that any problem names. */
  readonly firstWrong: number | null;
  /** How many problems there are; `problems` lists the first of them. */
  readonly count: number;
  readonly problems: readonly Problem[];
}

export interface ErasedBlob {
  readonly blob: string;
  readonly seq: number;
  readonly erasedBySeq: number;
}

export interface VerificationReport {
  readonly origin: string;
  /** Entries read. */
  readonly size: number;
  /** Root of what was read, hex. */
  readonly root: string;
  /** Size of the newest checkpoint, inside or outside. */
  readonly checkpointSize: number;
  /** Are the bytes what was signed? */
  readonly integrity: Verdict;
  /** Is everything there that was signed or is referred to? */
  readonly completeness: Verdict;
  /** Is everyone who acted who they are said to be, and was everything that happened signed for? */
  readonly authenticity: Verdict;
  readonly executionsChecked: number;
  readonly signaturesByKind: {
    readonly checkpoints: number;
    readonly bySoftwareKey: number;
    readonly byPasskey: number;
  };
  readonly soleEnrolments: readonly SoleEnrolment[];
  readonly erasedBlobs: readonly ErasedBlob[];
  /** Decisions whose role rests on the estate, not on enrolment, by sequence number. */
  readonly rolesFromEstate: readonly number[];
  /** What was given until a date that has passed, by the log's own latest time, and nothing took back. */
  readonly unkeptEnds: readonly UnkeptEnd[];
  /** Sentences a reader must know before trusting the verdicts. */
  readonly remarks: readonly string[];
}

export interface ProblemList {
  add(problem: Problem): void;
  verdict(): Verdict;
}

const listed = 100;

export function problemList(): ProblemList {
  const problems: Problem[] = [];
  let count = 0;
  let firstWrong: number | null = null;
  return {
    add(problem) {
      count++;
      if (problem.seq !== null && (firstWrong === null || problem.seq < firstWrong)) firstWrong = problem.seq;
      if (problems.length < listed) problems.push(problem);
    },
    verdict: () => ({ holds: count === 0, firstWrong, count, problems: [...problems] }),
  };
}
