import { Button } from '../../components/button.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { Name, Person } from '../../people/person.tsx';
import { t } from '../../text/signers.ts';
import type { Signer } from './asked-change.ts';

/** Everybody with a key in force, each with all of their keys; what ended is told on demand. */
export function SignerPeople({
  inForce,
  ended,
  me,
  maySign,
  onReplace,
  onRevoke,
}: {
  readonly inForce: readonly Signer[];
  readonly ended: readonly Signer[];
  readonly me: string | undefined;
  readonly maySign: boolean;
  readonly onReplace: (key: Signer) => void;
  readonly onRevoke: (key: Signer) => void;
}) {
  const people = [...new Set(inForce.map(({ person }) => person))];
  return (
    <>
      <ul className="signer-list">
        {people.map((person) => (
          <li key={person}>
            <div className="signer-who">
              <Person id={person} />
              {person === me ? <Tag tone="mine">{t('you')}</Tag> : null}
              <Independence keys={inForce.filter((key) => key.person === person)} />
            </div>
            <ul className="signer-keys">
              {inForce
                .filter((key) => key.person === person)
                .map((key) => (
                  <li key={key.keyFingerprint}>
                    <KeyText signer={key} />
                    {maySign ? (
                      <span className="signer-acts">
                        <Button look="bare" icon="rotate" onPress={() => onReplace(key)}>
                          {t('replace')}
                        </Button>
                        <Button look="bare" icon="stop" onPress={() => onRevoke(key)}>
                          {t('revoke')}
                        </Button>
                      </span>
                    ) : null}
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
      {ended.length === 0 ? null : (
        <Disclosure summary={t('endedKeys', { count: ended.length })}>
          <ul className="signer-keys">
            {ended.map((key) => (
              <li key={key.keyFingerprint + key.from}>
                <Person id={key.person} />
                <KeyText signer={key} />
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}

/** On whom the signatures of these keys depend. */
function Independence({ keys }: { readonly keys: readonly Signer[] }) {
  const on = [...new Set(keys.flatMap(({ dependsOn }) => dependsOn))];
  if (on.length === 0) return <span className="quiet">{t('independent')}</span>;
  return (
    <span className="signer-depends" title={t('dependentWhy')}>
      <Tag tone="attn">
        {t('dependent')}{' '}
        {on.map((person, at) => (
          <span key={person}>
            {at === 0 ? '' : ', '}
            <Name id={person} />
          </span>
        ))}
      </Tag>
    </span>
  );
}

function KeyText({ signer }: { readonly signer: Signer }) {
  const { kind, keyFingerprint, roles, assurance, from, until, enrolledBy, person, passkey } = signer;
  return (
    <span className="signer-key">
      <span>
        <b>{t(kind)}</b> <Identifier short={[15, 4]}>{keyFingerprint}</Identifier>{' '}
        <span className="quiet">
          {assurance === 'passkey' ? (kind === 'passkey' ? null : t('strong')) : t('weak')}
          {passkey === undefined
            ? null
            : [
                passkey.backupEligible ? t('synced') : t('oneDevice'),
                t('attestation', { kind: t(`attested_${passkey.attestationChecked}`) }),
              ].join(' · ')}
        </span>
      </span>
      <span className="soft">{roles.map((role) => role.replaceAll('_', ' ')).join(', ')}</span>
      <span className="quiet">
        {t('since')} <When at={from} />
        {until === null ? null : (
          <>
            {' · '}
            {t('ended')} <When at={until} />
          </>
        )}
        {' · '}
        {t('by')}{' '}
        {enrolledBy.map((each, at) => (
          <span key={each}>
            {at === 0 ? '' : ', '}
            {each === person ? t('self') : <Name id={each} />}
          </span>
        ))}
      </span>
    </span>
  );
}
