import { useMemo, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { asProblem, Problem } from '../../api/problem.ts';
import type { Given, Line } from './kinds.ts';

interface Giving {
  readonly line: Line;
  readonly given: Given;
  readonly seen: { readonly ms: number; readonly opened: boolean };
}

/**
 * Answers as they are given: shown at once, kept by the server in the background, one request after the other. What the
 * server answers (advice that was held back, a refusal) takes the place of what was guessed.
 */
export function useAnswering(campaign: string, keyFingerprint: string, rows: readonly Line[]) {
  const [over, setOver] = useState<ReadonlyMap<string, Line>>(new Map());
  const [given, setGiven] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(0);
  const tail = useRef(Promise.resolve());
  // those to begin with come first, and stay there when they are answered
  const lines = useMemo(() => {
    const now = rows.map((row) => ({ ...(over.get(row.item) ?? row), isFirst: row.isFirst }));
    return [...now.filter(({ isFirst }) => isFirst), ...now.filter(({ isFirst }) => !isFirst)];
  }, [rows, over]);

  const lay = (some: readonly Line[]): void =>
    setOver((before) => new Map([...before, ...some.map((line) => [line.item, line] as const)]));
  /** In their order, so that an answer and its taking back never pass each other. */
  const inTurn = (task: () => Promise<void>, undo: readonly Line[]): void => {
    setBusy((count) => count + 1);
    setProblem(undefined);
    tail.current = tail.current
      .then(task)
      .catch((error: unknown) => {
        lay(undo);
        setProblem(asProblem(error));
      })
      .finally(() => setBusy((count) => count - 1));
  };
  return {
    lines,
    problem,
    isBusy: busy > 0,
    /** When the server has every answer that was given: what is signed is about what it has. */
    settled: (): Promise<void> => tail.current,
    last: (): string | undefined =>
      given.findLast((item) => lines.some((line) => line.item === item && line.chosen !== null)),
    give: (some: readonly Giving[]): void => {
      const before = some.map(({ line }) => line);
      lay(some.map(guessed));
      setGiven((all) => [...all, ...some.map(({ line }) => line.item)]);
      inTurn(async () => {
        const { items } = await call('reviews.answer', {
          campaign,
          keyFingerprint,
          answers: some.map(({ line, given: { answer, until, reason, offer }, seen }) => ({
            item: line.item,
            answer,
            ...(until === undefined ? {} : { until }),
            ...(reason === undefined ? {} : { reason }),
            ...(offer === undefined ? {} : { offer }),
            seenMs: Math.min(seen.ms, 3_600_000),
            opened: seen.opened,
          })),
        });
        lay(items.flatMap((each) => (each.is === 'kept' ? [each.line] : [])));
        const refused = items.flatMap((each) => (each.is === 'refused' ? [each] : []));
        const [first] = refused;
        if (first === undefined) return;
        lay(before.filter(({ item }) => refused.some((each) => each.item === item)));
        setProblem(
          new Problem({
            code: first.why.code,
            status: 0,
            message: first.why.message,
            next: first.why.next ?? '',
          }),
        );
      }, before);
    },
    takeBack: (items: readonly string[]): void => {
      const before = lines.filter(({ item }) => items.includes(item));
      lay(before.map((line) => ({ ...line, chosen: null })));
      inTurn(async () => {
        const { items: now } = await call('reviews.take-back', {
          campaign,
          keyFingerprint,
          items: [...items],
        });
        lay(now);
      }, before);
    },
    forget: (): void => {
      setOver(new Map());
      setGiven([]);
    },
  };
}

/** How a line stands until the server has said so. */
const guessed = ({ line, given }: Giving): Line => ({
  ...line,
  chosen: {
    answer: given.answer,
    until: given.until ?? null,
    reason: given.reason ?? null,
    before: line.chosen?.before ?? (line.blind === 'waits' ? given.answer : null),
    at: '',
  },
});
