import { useState } from 'react';
import { call } from '../../api/client.ts';
import { useRoute } from '../../api/queries.ts';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { Select } from '../../components/select.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { When } from '../../components/when.tsx';
import { Name } from '../../people/person.tsx';
import { useNames } from '../../people/use-name.ts';
import { t } from '../../text/delegations.ts';
import './delegations.css';
import { SignWord } from './sign-word.tsx';

/** Asks whom, from when until when and why; then shows what the signature would cover, and signs that. */
export function LendDialog({
  session,
  ledger,
  passkey,
  onClose,
}: {
  readonly session: Session;
  readonly ledger: string;
  readonly passkey: Session['keys'][number] | undefined;
  readonly onClose: () => void;
}) {
  const signers = useRoute('signers.list', { limit: 1000, inForce: true });
  const people = [...new Set((signers.data?.items ?? []).map(({ person }) => person))].filter(
    (person) => person !== session.person?.id,
  );
  const names = useNames(people);
  const [to, setTo] = useState<string>();
  const [start, setStart] = useState<string>();
  const [end, setEnd] = useState<string>();
  const [reason, setReason] = useState('');
  const [only, setOnly] = useState<readonly Lendable[] | null>(null);
  const [isSigning, setSigning] = useState(false);
  const ready =
    to !== undefined &&
    start !== undefined &&
    end !== undefined &&
    start < end &&
    reason.trim() !== '' &&
    only?.length !== 0
      ? { to, start, end, only: only === null ? null : [...only], reason: reason.trim() }
      : undefined;
  if (isSigning && ready !== undefined && passkey !== undefined)
    return (
      <SignWord
        title={t('review')}
        note={t('notYours')}
        ledger={ledger}
        session={session}
        passkey={passkey}
        purpose="delegation"
        item={ready}
        rows={[
          [t('termTo'), <Name key="n" id={ready.to} />],
          [
            t('termTime'),
            <span key="w">
              <When at={ready.start} as="exact" /> – <When at={ready.end} as="exact" />
            </span>,
          ],
          [t('termWhat'), ready.only === null ? t('everything') : ready.only.map(inWords).join(', ')],
          [t('termWhy'), ready.reason],
        ]}
        open={async () =>
          (await call('delegations.prepare', { ...ready, keyFingerprint: passkey.keyFingerprint })).statement
        }
        take={async (signed) => void (await call('delegations.sign', signed))}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('lend')}
      kicker={ledger}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {passkey === undefined ? null : (
            <Button look="ink" isDisabled={ready === undefined} onPress={() => setSigning(true)}>
              {t('go')}
            </Button>
          )}
        </>
      }
    >
      <Select
        label={t('to')}
        value={to}
        choices={people.map((id) => ({ id, label: names.get(id) ?? id }))}
        onChange={setTo}
      />
      <MomentField when="any" label={t('from')} value={start} onChange={setStart} />
      <MomentField when="any" label={t('until')} value={end} onChange={setEnd} />
      <Lends only={only} onChange={setOnly} />
      <TextArea label={t('reason')} value={reason} maxLength={2000} rows={2} onChange={setReason} />
      {ready === undefined ? <p className="quiet">{t('needs')}</p> : null}
      {passkey === undefined ? (
        <>
          <p className="soft">{t('noKey')}</p>
          <Identifier>{`npx countersign delegate --to ${to ?? 'PERSON'} --from ${start ?? 'MOMENT'} --until ${end ?? 'MOMENT'}${(only ?? []).map((role) => ` --only ${role}`).join('')} --reason TEXT ${session.demo ? '--as NAME' : '--key ~/.ssh/id_ed25519_sk'}`}</Identifier>
        </>
      ) : null}
    </Dialog>
  );
}

const lendable = [
  'resource_owner',
  'manager',
  'sponsor',
  'nhi_owner',
  'reviewer',
  'security',
  'governor',
] as const;
type Lendable = (typeof lendable)[number];
const inWords = (role: string): string => role.replaceAll('_', ' ');

/** Everything that one answers for, or as what: null is everything. */
function Lends({
  only,
  onChange,
}: {
  readonly only: readonly Lendable[] | null;
  readonly onChange: (only: readonly Lendable[] | null) => void;
}) {
  return (
    <fieldset className="lends">
      <legend>{t('lends')}</legend>
      <Checkbox
        isChecked={only === null}
        label={t('lendsAll')}
        onChange={(all) => onChange(all ? null : [])}
      />
      {only === null
        ? null
        : lendable.map((role) => (
            <Checkbox
              key={role}
              isChecked={only.includes(role)}
              label={inWords(role)}
              onChange={(is) =>
                onChange(lendable.filter((each) => (each === role ? is : only.includes(each))))
              }
            />
          ))}
    </fieldset>
  );
}
