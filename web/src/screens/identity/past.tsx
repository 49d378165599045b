import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/identities.ts';
import { valueWords } from '../../text/value-words.ts';
import type { IdentityPage } from './page-shape.ts';

type Difference = IdentityPage['differs']['items'][number];

/** That this is how it was, when, and what is different now. Nothing where the page shows now. */
export function Past({ page, onNow }: { readonly page: IdentityPage; readonly onNow: () => void }) {
  const { at, there, differs } = page;
  if (at === null) return null;
  const count = differs.items.length + differs.more;
  return (
    <Callout tone="attn" icon="clock" action={<Button onPress={onNow}>{t('backToNow')}</Button>}>
      <p className="medium">{t.rich('pastOf', { when: <When key="w" at={at} as="exact" /> })}</p>
      <p>{there ? t('pastNotKept') : t('notThereThen')}</p>
      {count === 0 ? (
        <p>{differs.notCompared.length === 0 ? t('nothingDiffers') : t('nothingComparedDiffers')}</p>
      ) : (
        <Disclosure summary={t('differs', { count })} isOpen={count <= 8}>
          <ul className="lines">
            {differs.items.map((each, n) => (
              // oxlint-disable-next-line react/no-array-index-key -- two may be alike in everything
              <li key={n} className="breaks">
                <Said difference={each} />
              </li>
            ))}
          </ul>
          {differs.more === 0 ? null : <p className="quiet">{t('differsMore', { count: differs.more })}</p>}
        </Disclosure>
      )}
      {differs.notCompared.map((what) => (
        <p key={what} className="quiet">
          {t(what === 'rights' ? 'rightsNotCompared' : 'findingsNotCompared')}
        </p>
      ))}
    </Callout>
  );
}

function Said({ difference }: { readonly difference: Difference }) {
  if (difference.is === 'said') {
    const { name, what, was, now } = difference;
    return t.rich('differsIn', {
      name: <b className="mono">{name}</b>,
      what: t(words[what]),
      was: <span className="mono">{was === null ? t('nothingSaid') : valueWords(was)}</span>,
      now: <span className="mono">{now === null ? t('nothingSaid') : valueWords(now)}</span>,
    });
  }
  const { is, what, name, of } = difference;
  return t.rich(is === 'since' ? 'hasSince' : 'hasNoMore', {
    what: t(kinds[what]),
    name: <b className={what === 'finding' ? undefined : 'mono'}>{name}</b>,
    of: what === 'account' ? '' : <span className="mono soft">({of})</span>,
  });
}

const words = {
  name: 'name',
  kind: 'kind',
  state: 'state',
  owner: 'owner',
  sponsor: 'sponsor',
  expires: 'expires',
  second_factor: 'mfa',
  powers: 'powers',
} as const;
const kinds = {
  account: 'oneAccount',
  credential: 'oneCredential',
  right: 'oneRight',
  finding: 'oneFinding',
} as const;
