import type { RouteOutput } from '../api/route-table.ts';
import { Disclosure } from '../components/disclosure.tsx';
import { GapList } from '../components/gap-list.tsx';
import { t } from '../text/access.ts';

const most = 30;

/** What was not read and so is not in the answer, and the reads that it rests on. */
export function NotRead({
  answer: { notRead, version },
  why,
  isOpen = false,
}: {
  readonly answer: Pick<RouteOutput<'access.who-can'>, 'notRead' | 'version'>;
  /** What its absence may mean for this answer. */
  readonly why: string;
  readonly isOpen?: boolean;
}) {
  return (
    <div className="stack-s">
      {notRead.length === 0 ? null : (
        <Disclosure summary={t('notKnown', { count: notRead.length })} isOpen={isOpen}>
          <p className="soft">{why}</p>
          <GapList gaps={notRead} most={most} />
        </Disclosure>
      )}
      <p className="quiet">
        {t('reads')}:{' '}
        {version.reads.map(({ source, read }) => `${source} (${t('read', { number: read })})`).join(', ')}
      </p>
    </div>
  );
}
