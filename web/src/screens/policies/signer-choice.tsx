import { Select } from '../../components/select.tsx';
import { useNames } from '../../people/use-name.ts';
import { plain, t } from '../../text/policies.ts';
import type { CaseForm } from './case-form.ts';
import type { Key } from './case-tester.tsx';

const none = 'none';

/** Who would sign, each with one of their keys in force: one signature a person counts. */
export function SignerChoice({
  form,
  keys,
  onChange,
}: {
  readonly form: CaseForm;
  readonly keys: readonly Key[];
  readonly onChange: (more: Partial<CaseForm>) => void;
}) {
  const people = [...new Set(keys.map(({ person }) => person))];
  const names = useNames(people);
  const others = (person: string) => form.signers.filter((each) => each.person !== person);
  return (
    <fieldset className="signer-choice">
      <legend className="label">
        {t('whoSigns')} <span className="quiet">{t('whoSignsNote')}</span>
      </legend>
      {people.map((person) => (
        <Select
          key={person}
          label={names.get(person) ?? person.slice(0, 12)}
          value={form.signers.find((each) => each.person === person)?.key ?? none}
          choices={[
            { id: none, label: t('notSigning') },
            ...keys
              .filter((key) => key.person === person)
              .map(({ keyFingerprint, kind, roles }) => ({
                id: keyFingerprint,
                label: `${t(kind)} ${keyFingerprint.slice(7, 13)}…`,
                note: roles.map(plain).join(', '),
              })),
          ]}
          onChange={(key) =>
            onChange({ signers: key === none ? others(person) : [...others(person), { person, key }] })
          }
        />
      ))}
    </fieldset>
  );
}
