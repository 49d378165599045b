import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import type { RouteInput, RouteOutput } from '../../api/route-table.ts';
import { t } from '../../text/sources.ts';

type Asked = RouteInput<'sources.preview'>;
export type Preview = RouteOutput<'sources.preview'>;

/** What a preview of exactly this showed; of anything else it is undefined. */
export interface Looking {
  readonly preview: Preview | undefined;
  /** What is said while it runs. */
  readonly progress: string | undefined;
  readonly problem: Problem | undefined;
  readonly look: () => void;
}

/** Looks at a source that is not there yet. An answer that comes after something else was asked is not shown. */
export function useLooking(asked: Asked, onSeen: (preview: Preview) => void): Looking {
  const [looked, setLooked] = useState<{ readonly at: string; readonly preview: Preview }>();
  const [progress, setProgress] = useState<string>();
  const [failed, setFailed] = useState<{ readonly at: string; readonly problem: Problem }>();
  const at = JSON.stringify(asked);
  const look = async (): Promise<void> => {
    setProgress(t('looking'));
    setFailed(undefined);
    try {
      const preview = await work('sources.preview', asked, ({ count }) =>
        setProgress(t('looked', { count })),
      );
      setLooked({ at, preview });
      onSeen(preview);
    } catch (error) {
      setFailed({ at, problem: asProblem(error) });
    } finally {
      setProgress(undefined);
    }
  };
  return {
    preview: looked?.at === at ? looked.preview : undefined,
    problem: failed?.at === at ? failed.problem : undefined,
    progress,
    look: () => void look(),
  };
}
