import { useState } from 'react';
import { useShortcut } from '../../keys/use-shortcut.ts';
import { t } from '../../text/pieces.ts';

export interface RowKeys {
  /** The row that has the tab stop, and is marked once the keys were used. */
  readonly current: number;
  readonly isMarked: boolean;
  readonly go: (at: number) => void;
}

/** J and K go from row to row; Enter opens, X selects. `reveal` brings a row into view and focuses it. */
export function useRowKeys(
  count: number,
  reveal: (at: number) => void,
  select: ((at: number) => void) | undefined,
  open: ((at: number) => void) | undefined,
): RowKeys {
  const [wanted, setWanted] = useState(0);
  const [isMarked, setMarked] = useState(false);
  const current = Math.max(0, Math.min(wanted, count - 1));
  const go = (at: number): void => {
    const next = Math.max(0, Math.min(at, count - 1));
    setWanted(next);
    setMarked(true);
    reveal(next);
  };
  const group = t('keyGroupList');
  useShortcut(
    count === 0
      ? undefined
      : {
          keys: ['j'],
          label: t('keyNext'),
          group,
          isMove: true,
          run: () => go(isMarked ? current + 1 : current),
        },
  );
  useShortcut(
    count === 0
      ? undefined
      : { keys: ['k'], label: t('keyPrevious'), group, isMove: true, run: () => go(current - 1) },
  );
  useShortcut(
    count === 0 || select === undefined
      ? undefined
      : { keys: ['x'], label: t('keySelect'), group, isMove: true, run: () => select(current) },
  );
  useShortcut(
    count === 0 || open === undefined
      ? undefined
      : {
          keys: ['Enter'],
          label: t('keyOpen'),
          group,
          isMove: true,
          run: () => (isMarked ? open(current) : go(current)),
        },
  );
  return { current, isMarked, go };
}
