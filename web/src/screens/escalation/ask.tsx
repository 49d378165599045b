import { useState } from 'react';
import { IdentityField } from '../../asking/identity-field.tsx';
import { useSuggestions } from '../../asking/suggestions.ts';
import { useRoute } from '../../api/queries.ts';
import { ComboField, type Suggestion } from '../../components/combo-field.tsx';
import { MomentField } from '../../components/moment-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { t } from '../../text/escalation.ts';
import type { EscalationSearch } from './escalation-search.ts';
import { useBecome } from './use-become.ts';
import '../../asking/asking.css';

export interface AskProps {
  readonly search: EscalationSearch;
  readonly onAsk: (change: Readonly<Record<string, unknown>>) => void;
}

/** The question: what is chosen or entered is asked at once, and stands in the address. */
export function Ask({ search, onAsk }: AskProps) {
  const ask = search.ask ?? 'weak';
  return (
    <div className="ask card pad-all">
      <Segmented
        label={t('questions')}
        value={ask}
        onChange={(next) => onAsk({ ask: next })}
        choices={[
          { id: 'weak', label: t('askWeak') },
          { id: 'become', label: t('askBecome') },
          { id: 'way', label: t('askWay') },
          { id: 'blast', label: t('askBlast') },
        ]}
      />
      <div className={ask === 'way' ? 'ask-way' : ask === 'weak' ? 'ask-weak' : 'ask-one'}>
        {ask === 'become' ? <Become search={search} onAsk={onAsk} /> : null}
        {ask === 'way' ? (
          <>
            <Who label={t('from')} value={search.from} onAsk={(from) => onAsk({ from })} />
            <ToField key={`t ${search.to ?? ''}`} to={search.to ?? ''} onAsk={(to) => onAsk({ to })} />
          </>
        ) : null}
        {ask === 'blast' ? (
          <Who label={t('of')} value={search.of} placeholder={t('ofExample')} onAsk={(of) => onAsk({ of })} />
        ) : null}
        <MomentField value={search.at} onChange={(at) => onAsk({ at })} />
      </div>
    </div>
  );
}

/** A reference in the address is shown as the name that the answer has for it. */
function Become({ search: { identity = '', at }, onAsk }: AskProps) {
  const isRef = identity.startsWith('idn_');
  const { data } = useBecome(identity, { at, enabled: isRef });
  const name = isRef ? (data?.identity.name ?? '') : identity;
  return <Who label={t('identity')} value={name} onAsk={(chosen) => onAsk({ identity: chosen })} />;
}

function Who({
  label,
  value = '',
  placeholder,
  onAsk,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly onAsk: (chosen: string) => void;
}) {
  return (
    <IdentityField
      key={`${label} ${value}`}
      label={label}
      name={value}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChoose={onAsk}
    />
  );
}

/** An identity, a resource, or a power, which is everything of one scope. */
function ToField({ to, onAsk }: { readonly to: string; readonly onAsk: (to: string) => void }) {
  const [typed, setTyped] = useState(to);
  const found = useSuggestions(typed, {});
  const known = useRoute('escalation.choke-points', { limit: 1 });
  const powers = (known.data?.nodes ?? []).filter(
    ({ kind, label }) => kind === 'power' && label.toLowerCase().includes(typed.trim().toLowerCase()),
  );
  const suggestions: readonly Suggestion[] = [
    ...powers.map(({ label }): Suggestion => ({ id: label, value: label, note: t('power'), icon: 'key' })),
    ...(found?.identities ?? []).map(({ ref, source, name }): Suggestion => ({
      id: ref,
      value: name,
      note: source,
      icon: 'estate',
    })),
    ...(found?.resources ?? []).map(({ source, key }): Suggestion => ({
      id: key,
      value: key,
      note: source,
      icon: 'bucket',
    })),
  ];
  return (
    <ComboField
      label={t('to')}
      placeholder={t('toExample')}
      value={typed}
      nothing={t('noSuggestion')}
      onType={setTyped}
      onChoose={(chosen) => onAsk(typeof chosen === 'string' ? chosen : chosen.id)}
      suggestions={suggestions}
    />
  );
}
