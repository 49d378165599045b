import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/access.ts';
import type { AnswerPage } from './use-answer.ts';

const most = 30;

/** What was not read and so is not in the answer, and the reads that it rests on. */
export function NotKnown({ page, isPast }: { readonly page: AnswerPage; readonly isPast: boolean }) {
  const { notRead, version } = page;
  return (
    <div className="stack-s">
      {notRead.length === 0 ? null : (
        <Disclosure summary={t('notKnown', { count: notRead.length })} isOpen={page.total === 0}>
          <p className="soft">
            {t('notKnownWhy')} {isPast ? t('ofNow') : null}
          </p>
          <ul className="lines">
            {notRead.slice(0, most).map(({ source, what, why }) => (
              <li key={`${source} ${what} ${why}`} className="breaks">
                {source} · {what}: <span className="soft">{why}</span>
              </li>
            ))}
          </ul>
          {notRead.length > most ? (
            <p className="quiet">{t('notKnownMore', { count: notRead.length - most })}</p>
          ) : null}
        </Disclosure>
      )}
      <p className="quiet">
        {t('reads')}:{' '}
        {version.reads.map(({ source, read }) => `${source} (${t('read', { number: read })})`).join(', ')}
      </p>
    </div>
  );
}
