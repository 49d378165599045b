import { useEffect, useState, type ReactNode } from 'react';
import type { Problem } from '../api/problem.ts';
import { useNow } from '../clock.ts';
import { t } from '../text/pieces.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Tag } from './tag.tsx';
import { When } from './when.tsx';
import './states.css';

/** Nothing is here: what is done, and what comes next. For a search: what was searched, what was not, the nearest name. */
export function EmptyState({
  icon = 'check',
  title,
  children,
  actions,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="state">
      <Icon name={icon} />
      <h3>{title}</h3>
      {children === undefined ? null : <p className="soft">{children}</p>}
      {actions === undefined ? null : <div className="state-actions">{actions}</div>}
    </div>
  );
}

/** What happened, what did not change, one next step, the code. */
export function ErrorState({
  problem,
  title,
  unchanged = t('nothingChanged'),
  onRetry,
}: {
  readonly problem: Problem;
  /** What was wanted and did not come about: “The findings could not be read”. */
  readonly title: string;
  readonly unchanged?: string;
  readonly onRetry?: () => void;
}) {
  return (
    <div className="state" role="alert">
      <Icon name="warn" />
      <h3>{title}</h3>
      <p className="soft">
        {problem.message} {unchanged} {problem.next}
      </p>
      <div className="state-actions">
        {onRetry === undefined ? null : <Button onPress={onRetry}>{t('tryAgain')}</Button>}
        <span className="quiet">
          {t('details')} <span className="mono">{problem.code}</span>
        </span>
      </div>
    </div>
  );
}

/** No connection: as of when, what still works, and when it is tried again. */
export function OfflineState({
  readAt,
  retryAt,
}: {
  readonly readAt: string | null;
  /** In milliseconds. */
  readonly retryAt?: number;
}) {
  const now = useNow(1000);
  return (
    <div className="state" role="status">
      <Icon name="offline" />
      <h3>{t('offlineTitle')}</h3>
      <p className="soft">{t.rich('offlineSince', { when: <When at={readAt} as="time" /> })}</p>
      {retryAt === undefined ? null : (
        <Tag tone="attn" icon="clock">
          {t('tryingIn', { seconds: Math.max(0, Math.ceil((retryAt - now) / 1000)) })}
        </Tag>
      )}
    </div>
  );
}

/** The shape of rows that are on their way. It appears only when they take longer than a blink. */
export function Skeleton({
  rows = 5,
  label = t('loading'),
}: {
  readonly rows?: number;
  readonly label?: string;
}) {
  return useIsSlow() ? (
    <div className="skeleton" aria-busy="true" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row}>
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  ) : (
    <div className="skeleton-room" />
  );
}

/** True once something has been shown for 200 ms. */
export function useIsSlow(): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 200);
    return () => clearTimeout(timer);
  }, []);
  return isSlow;
}
