import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/what-if.ts';
import type { How, WhatIfSearch } from './what-if-search.ts';

const choices = [
  { id: 'take', label: t('take') },
  { id: 'give', label: t('give') },
  { id: 'disable', label: t('disable') },
  { id: 'rules', label: t('rules') },
] as const;
const spans = [30, 90, 180, 365];

/** The question: who, what, and how far back use and decisions count. */
export function Ask({
  search,
  onAsk,
}: {
  readonly search: WhatIfSearch;
  readonly onAsk: (search: WhatIfSearch) => void;
}) {
  const [how, setHow] = useState<How>(search.how ?? 'take');
  const [who, setWho] = useState(search.who ?? '');
  const [what, setWhat] = useState(search.what ?? '');
  const days = search.days ?? 90;
  const asks = how !== 'rules';
  const isWhole = who.trim() !== '' && (how === 'disable' || what.trim() !== '');
  const ask = (more: WhatIfSearch = {}): void =>
    onAsk({
      how,
      ...(who === '' ? {} : { who: who.trim() }),
      ...(what === '' ? {} : { what: what.trim() }),
      days,
      ...more,
    });
  return (
    <Card>
      <form
        className="what-if-ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (isWhole) ask();
        }}
      >
        <div className="what-if-how">
          <span aria-hidden="true">{t('how')}</span>
          <Segmented
            label={t('how')}
            value={how}
            choices={choices}
            onChange={(next) => {
              setHow(next);
              if (next === 'rules') onAsk({ how: next, days });
            }}
          />
        </div>
        {asks ? <TextField label={t('who')} value={who} onChange={setWho} help={t('whoHelp')} /> : null}
        {asks && how !== 'disable' ? (
          <TextField label={t('what')} value={what} onChange={setWhat} help={t('whatHelp')} mono />
        ) : null}
        <Select
          label={t('days')}
          value={String(days)}
          choices={spans.map((span) => ({ id: String(span), label: t('daysOf', { count: span }) }))}
          onChange={(span) => onAsk({ ...search, days: Number(span) })}
        />
        {asks ? (
          <Button type="submit" isDisabled={!isWhole}>
            {t('work')}
          </Button>
        ) : null}
      </form>
    </Card>
  );
}
