import { useState } from 'react';
import { useRoute } from '../../api/queries.ts';
import { t } from '../../text/policies.ts';
import type { CaseForm } from './case-form.ts';
import { Picker } from './picker.tsx';

/** A finding that is open or accepted, by its title. */
export function FindingPicker({
  chosen,
  onChoose,
}: {
  readonly chosen: CaseForm['finding'];
  readonly onChoose: (finding: NonNullable<CaseForm['finding']>) => void;
}) {
  const [typed, setTyped] = useState('');
  const query = useRoute('findings.list', { state: ['open', 'accepted'], limit: 500 });
  const words = typed.trim().toLowerCase();
  const found = (query.data?.items ?? [])
    .filter(({ title }) => title.toLowerCase().includes(words))
    .slice(0, 12);
  return (
    <Picker
      label={t('finding')}
      placeholder={t('findAccount')}
      chosen={chosen?.name}
      onType={setTyped}
      isSearching={query.isPending}
      choices={found.map(({ id, title, rule }) => ({ id, label: title, note: rule }))}
      onChoose={(id) => {
        const finding = found.find((each) => each.id === id);
        if (finding !== undefined) onChoose({ id, name: finding.title });
      }}
    />
  );
}
