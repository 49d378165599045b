import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/review.ts';
import { choices, type AnswerName, type Line, type Page } from './kinds.ts';
import { inCommon } from './words.ts';

/** Answers that need nothing but a reason can be given to several at once. */
const inBulk: readonly string[] = ['certify', 'revoke', 'suspend', 'retire', 'dont_know'];

/** Several items chosen: how many can really change, what they have in common, and one answer with one reason for them. */
export function BulkBar({
  lane,
  lines,
  most,
  cannot,
  isBusy,
  onAnswer,
  onClear,
}: {
  readonly lane: Page['campaign']['lane'];
  readonly lines: readonly Line[];
  readonly most: number;
  /** How many of them come through something else, so that a no here does not end them. */
  readonly cannot: number;
  readonly isBusy: boolean;
  readonly onAnswer: (lines: readonly Line[], answer: AnswerName, reason: string) => void;
  readonly onClear: () => void;
}) {
  const [reason, setReason] = useState('');
  const kept = lines.filter(({ chosen }) => chosen !== null);
  const blind = lines.filter(({ chosen, blind: is }) => chosen === null && is === 'waits');
  const ready = lines.filter(({ chosen, blind: is }) => chosen === null && is !== 'waits');
  const said = inCommon(lines);
  const tooMany = ready.length > most;
  const fits = !isBusy && ready.length > 0 && !tooMany && reason.trim() !== '';
  return (
    <div className="bulk-bar" role="region" aria-label={t('bulkTitle', { count: lines.length })}>
      <p>
        <b>{t('bulkTitle', { count: lines.length })}</b>:{' '}
        {t('bulkChange', { count: lines.length - cannot - kept.length })}
        {'. '}
        {said.length === 0
          ? lines.length > 1
            ? t('bulkNothing')
            : null
          : t('bulkCommon', { what: said.join('; ') })}
      </p>
      <ul className="soft bulk-but">
        {cannot === 0 ? null : <li>{t('bulkCannot', { count: cannot })}</li>}
        {blind.length === 0 ? null : <li>{t('bulkBlind', { count: blind.length })}</li>}
        {kept.length === 0 ? null : <li>{t('bulkKept', { count: kept.length })}</li>}
      </ul>
      {tooMany ? <Callout tone="attn">{t('bulkMost', { count: most })}</Callout> : null}
      <TextField
        label={t('bulkReason')}
        value={reason}
        onChange={setReason}
        maxLength={2000}
        help={t('bulkNeedsReason')}
      />
      <div className="bulk-acts">
        {choices[lane]
          .filter(([answer]) => inBulk.includes(answer))
          .map(([answer]) => (
            <Button key={answer} isDisabled={!fits} onPress={() => onAnswer(ready, answer, reason.trim())}>
              {t('bulkDo', { answer: t(answer), count: ready.length })}
            </Button>
          ))}
        <Button look="bare" onPress={onClear}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}
