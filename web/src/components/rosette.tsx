import { useMemo } from 'react';
import { t } from '../text/pieces.ts';
import { rosettePaths } from './rosette-paths.ts';

/** Drawn from a statement's digest, so that a changed statement looks changed. An aid to the eye: the digest stands beside it. */
export function Rosette({
  digest,
  size = 64,
  old = false,
}: {
  /** Hex. */
  readonly digest: string;
  readonly size?: number;
  /** A statement that no longer holds. */
  readonly old?: boolean;
}) {
  const paths = useMemo(() => rosettePaths(digest, size), [digest, size]);
  return (
    <svg
      className={old ? 'rosette old' : 'rosette'}
      viewBox="0 0 100 100"
      width={size}
      height={size}
      role="img"
      aria-label={t('rosette', { digest: digest.slice(0, 8) })}
    >
      {paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
