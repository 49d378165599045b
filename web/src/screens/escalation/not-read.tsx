import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/escalation.ts';
import type { Frame } from './told.ts';

const most = 30;

/** What was not read, and the reads that the answer rests on. */
export function NotRead({ frame: { notRead, version } }: { readonly frame: Frame }) {
  return (
    <div className="stack-s">
      {notRead.length === 0 ? null : (
        <Disclosure summary={t('notKnown', { count: notRead.length })}>
          <p className="soft">{t('notKnownWhy')}</p>
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
