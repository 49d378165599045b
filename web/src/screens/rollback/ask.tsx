import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/rollback.ts';
import type { RollbackSearch } from './rollback-search.ts';

const kinds = [
  { id: 'rule', label: t('byRule') },
  { id: 'source', label: t('bySource') },
  { id: 'campaign', label: t('byCampaign') },
  { id: 'person', label: t('byPerson') },
  { id: 'decision', label: t('byDecision') },
] as const;

/** Whose having had their way is asked about. */
export function Ask({
  search,
  onAsk,
}: {
  readonly search: RollbackSearch;
  readonly onAsk: (search: RollbackSearch) => void;
}) {
  const [by, setBy] = useState<NonNullable<RollbackSearch['by']>>(search.by ?? 'rule');
  const [of, setOf] = useState(search.of ?? '');
  const [from, setFrom] = useState(search.from ?? '');
  const [to, setTo] = useState(search.to ?? '');
  const isWhole = of.trim() !== '' && (by !== 'person' || (from.trim() !== '' && to.trim() !== ''));
  return (
    <Card>
      <form
        className="undo-ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole)
            onAsk({
              by,
              of: of.trim(),
              ...(by === 'person' ? { from: from.trim(), to: to.trim() } : {}),
            });
        }}
      >
        <Select
          label={t('by')}
          value={by}
          choices={kinds}
          onChange={(id) => setBy(kinds.find((kind) => kind.id === id)?.id ?? 'rule')}
        />
        <TextField label={t(by)} value={of} onChange={setOf} mono spellCheck={false} autoComplete="off" />
        {by === 'person' ? (
          <>
            <TextField label={t('from')} value={from} onChange={setFrom} help={t('momentHelp')} mono />
            <TextField label={t('to')} value={to} onChange={setTo} help={t('momentHelp')} mono />
          </>
        ) : null}
        <div>
          <Button type="submit" icon="search" isDisabled={!isWhole}>
            {t('find')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
