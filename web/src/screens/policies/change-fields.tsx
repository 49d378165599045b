import { useRoute } from '../../api/queries.ts';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/policies.ts';
import { fieldsOf, type CaseForm } from './case-form.ts';
import { EstatePicker } from './estate-picker.tsx';
import { FindingPicker } from './finding-picker.tsx';

/** The fields that the chosen change needs, from the estate where it can be chosen there. */
export function ChangeFields({
  form,
  onChange,
}: {
  readonly form: CaseForm;
  readonly onChange: (more: Partial<CaseForm>) => void;
}) {
  const fields = fieldsOf(form.type);
  return (
    <>
      {fields.account ? (
        <EstatePicker
          key={`account ${form.type}`}
          label={t('account')}
          entity="account"
          chosen={form.account}
          onChoose={(account) => onChange({ account, key: '' })}
        />
      ) : null}
      {fields.right ? <HeldField form={form} how="grant" onChange={onChange} /> : null}
      {fields.group ? <HeldField form={form} how="membership" onChange={onChange} /> : null}
      {fields.role ? (
        <Select
          label={t('ownerRole')}
          value={form.role}
          choices={[
            { id: 'owner', label: t('owner') },
            { id: 'sponsor', label: t('sponsor') },
          ]}
          onChange={(id) => onChange({ role: id === 'sponsor' ? 'sponsor' : 'owner' })}
        />
      ) : null}
      {fields.person ? (
        <EstatePicker
          label={t('person')}
          entity="person"
          chosen={form.person}
          onChoose={(person) => onChange({ person })}
        />
      ) : null}
      {fields.finding ? (
        <FindingPicker chosen={form.finding} onChoose={(finding) => onChange({ finding })} />
      ) : null}
      {fields.create ? <NewAccount form={form} onChange={onChange} /> : null}
      {fields.until ? (
        <TextField
          label={t('until')}
          type="date"
          value={form.until}
          help={t('untilHelp')}
          onChange={(until) => onChange({ until })}
        />
      ) : null}
    </>
  );
}

/** A right or a group: to take away, one that is held directly; to give, by its key. */
function HeldField({
  form,
  how,
  onChange,
}: {
  readonly form: CaseForm;
  readonly how: 'grant' | 'membership';
  readonly onChange: (more: Partial<CaseForm>) => void;
}) {
  const takesAway = form.type.endsWith('.remove');
  const { account } = form;
  const page = useRoute(
    'identities.show',
    { ref: account?.ref ?? '' },
    { enabled: takesAway && account !== undefined },
  );
  const label = how === 'grant' ? t('entitlement') : t('group');
  if (!takesAway)
    return (
      <TextField
        mono
        label={label}
        value={form.key}
        help={how === 'grant' ? t('entitlementHelp') : t('groupHelp')}
        maxLength={4096}
        spellCheck={false}
        onChange={(key) => onChange({ key })}
      />
    );
  const held = [
    ...new Set(
      (page.data?.accounts ?? []).flatMap(({ reach }) =>
        (reach?.rights ?? []).flatMap(({ path }) => {
          const [first] = path;
          return first !== undefined && first.how === how ? [first.to.key] : [];
        }),
      ),
    ),
  ].toSorted();
  return held.length === 0 ? (
    <p className="quiet">{account === undefined || page.isPending ? '' : t('heldNone')}</p>
  ) : (
    <Select
      label={label}
      value={form.key === '' ? undefined : form.key}
      placeholder={t('held')}
      choices={held.map((id) => ({ id, label: id }))}
      onChange={(key) => onChange({ key })}
    />
  );
}

function NewAccount({
  form,
  onChange,
}: {
  readonly form: CaseForm;
  readonly onChange: (more: Partial<CaseForm>) => void;
}) {
  const sources = useRoute('sources.list', {});
  return (
    <>
      <Select
        label={t('inSource')}
        value={form.source}
        choices={(sources.data?.items ?? []).map(({ source }) => ({ id: source.id, label: source.id }))}
        onChange={(source) => onChange({ source })}
      />
      <TextField
        mono
        label={t('newAccount')}
        value={form.key}
        maxLength={4096}
        spellCheck={false}
        onChange={(key) => onChange({ key })}
      />
    </>
  );
}
