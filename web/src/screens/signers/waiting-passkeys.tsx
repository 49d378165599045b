import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { When } from '../../components/when.tsx';
import { Person } from '../../people/person.tsx';
import { useName } from '../../people/use-name.ts';
import { t } from '../../text/signers.ts';
import type { WaitingPasskey } from './asked-change.ts';

/** Passkeys that speak for nobody yet. The person is the estate's; the name beside it is what their maker typed. */
export function WaitingPasskeys({
  items,
  maySign,
  onEnrol,
}: {
  readonly items: readonly WaitingPasskey[];
  readonly maySign: boolean;
  readonly onEnrol: (made: WaitingPasskey) => void;
}) {
  return (
    <Card title={t('waiting')}>
      <p className="soft prose">{t('waitingWhy')}</p>
      {items.length === 0 ? (
        <p className="quiet">
          {t('noneWaiting')}{' '}
          {t.rich('register', {
            command: (
              <span key="c" className="mono">
                npx countersign console
              </span>
            ),
          })}
        </p>
      ) : (
        <ul className="signer-keys">
          {items.map((made) => (
            <li key={made.registration}>
              <span className="signer-key">
                <span>
                  <Person id={made.person} /> <Unknown id={made.person} />
                </span>
                <span className="typed-name">{t('typed', { name: made.displayName })}</span>
                <Identifier>{made.keyFingerprint}</Identifier>
                <span className="quiet">
                  {made.facts.backupEligible ? t('synced') : t('oneDevice')} ·{' '}
                  {t('attestation', { kind: t(`attested_${made.facts.attestationChecked}`) })} ·{' '}
                  {t.rich('until', { when: <When key="w" at={made.expiresAt} /> })}
                </span>
              </span>
              {maySign ? (
                <span className="signer-acts">
                  <Button icon="sign" onPress={() => onEnrol(made)}>
                    {t('enrol')}
                  </Button>
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Said where the estate knows nobody by this id: the typed name is then all there is, and proves nothing. */
function Unknown({ id }: { readonly id: string }) {
  return useName(id) === null ? <span className="quiet">{t('unknownPerson')}</span> : null;
}
