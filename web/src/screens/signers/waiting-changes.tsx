import type { Session } from '../../api/session.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { When } from '../../components/when.tsx';
import { Name, People } from '../../people/person.tsx';
import { readStated } from '../../statements/stated.ts';
import { t } from '../../text/signers.ts';
import type { WaitingChange } from './asked-change.ts';
import { textIn } from './terms-of.tsx';

const titles = { enrol: 'act_enrol', replace: 'act_replace', revoke: 'act_revoke' } as const;

/** Changes that some have signed, with what is missing; whoever may looks at one and signs it. */
export function WaitingChanges({
  items,
  me,
  maySign,
  passkeys,
  onSign,
}: {
  readonly items: readonly WaitingChange[];
  readonly me: string | undefined;
  readonly maySign: boolean;
  /** The keys of this page that could sign. */
  readonly passkeys: Session['keys'];
  readonly onSign: (change: WaitingChange, passkey: Session['keys'][number]) => void;
}) {
  if (items.length === 0) return null;
  return (
    <Card title={t('changes')}>
      <p className="soft prose">{t('changesWhy')}</p>
      <ul className="signer-keys">
        {items.map((change) => (
          <li key={change.change}>
            <span className="signer-key">
              <b>{t.rich(titles[change.act], { name: <Name key="n" id={subjectOf(change)} /> })}</b>
              <span className="soft">
                {t('progress', { count: change.signedBy.length })} · {t('signedBy')}{' '}
                <People ids={change.signedBy} none="" />
              </span>
              <span className="quiet">
                {t('needsMore')} {t.rich('until', { when: <When key="w" at={change.expiresAt} /> })}
              </span>
              <Disclosure summary={t('sshInstead')}>
                <p className="quiet">{t('waitsFor', { why: change.because })}</p>
                <p className="quiet">{t('sshWhy')}</p>
                <Identifier>{`npx countersign signers co-sign ${change.change} --key ~/.ssh/id_ed25519_sk`}</Identifier>
              </Disclosure>
            </span>
            <Signing change={change} me={me} passkeys={maySign ? passkeys : []} onSign={onSign} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The button that signs one, or why there is none. */
function Signing({
  change,
  me,
  passkeys,
  onSign,
}: {
  readonly change: WaitingChange;
  readonly me: string | undefined;
  readonly passkeys: Session['keys'];
  readonly onSign: (change: WaitingChange, passkey: Session['keys'][number]) => void;
}) {
  if (change.signedBy.some((person) => person === me)) return <Callout>{t('alreadyYours')}</Callout>;
  const made = madeAt(change);
  // the ledger takes a signature only of a key that spoke for its person when the statement was made
  const passkey = passkeys.find(({ from }) => from <= made);
  if (passkey !== undefined)
    return (
      <span className="signer-acts">
        <Button icon="sign" onPress={() => onSign(change, passkey)}>
          {t('lookAndSign')}
        </Button>
      </span>
    );
  return passkeys.length === 0 ? null : <Callout tone="attn">{t('keyTooNew')}</Callout>;
}

function madeAt({ statement }: WaitingChange): string {
  try {
    return readStated(statement, now()).madeAt;
  } catch {
    return '';
  }
}

/** Whom a change is about, from its statement. */
function subjectOf({ statement }: WaitingChange): string {
  try {
    return textIn(readStated(statement, now()), 'subject');
  } catch {
    return '';
  }
}
